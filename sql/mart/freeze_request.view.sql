-- mart.freeze_request: one row per request to a bank to hold money, as it stands
-- reads: action.freeze_request_part, action.hold_now
-- writes: mart.freeze_request
-- why: what was asked, by whom it was decided, what the bank holds and until when; `rank` is the order within the bank.
create view mart.freeze_request as
select
    request.request_id,
    request.bank_code,
    request.account_no,
    part.complaint_ids,
    request.state,
    request.ceiling_amount as traced_amount,
    request.amount,
    request.held_amount,
    request.certainty,
    request.urgency,
    request.priority,
    request.expires_at,
    request.follows,
    request.created_at,
    request.changed_at,
    request.changed_by,
    request.changed_why,
    request.window_name,
    request.legal_basis,
    request.held_amount > request.amount as is_over_held,
    rank() over (partition by request.bank_code order by request.priority desc) as place_in_bank
from action.hold_now as request
inner join lateral (
    select array_agg(one.complaint_id order by one.complaint_id) as complaint_ids
    from action.freeze_request_part as one
    where one.request_id = request.request_id
) as part on true;
