-- mart.freeze_request: one row per request to a bank to hold money, as it stands
-- reads: action.freeze_request, action.freeze_request_part, action.hold_event
-- writes: mart.freeze_request
-- why: what was asked, by whom it was decided, what the bank holds and until when; `rank` is the order within the bank.
create view mart.freeze_request as
select
    ask.request_id,
    ask.bank_code,
    ask.account_no,
    part.complaint_ids,
    latest.state,
    ask.ceiling_amount as traced_amount,
    latest.amount,
    latest.held_amount,
    ask.certainty,
    ask.urgency,
    ask.priority,
    latest.expires_at,
    ask.follows,
    ask.created_at,
    latest.happened_at as changed_at,
    latest.by_whom as changed_by,
    latest.reason as changed_why,
    coalesce(later.told ->> 'window', ask.window_name) as window_name,
    coalesce(later.told ->> 'basis', ask.legal_basis) as legal_basis,
    latest.held_amount > latest.amount as is_over_held,
    rank() over (partition by ask.bank_code order by ask.priority desc) as place_in_bank
from action.freeze_request as ask
inner join lateral (
    select entry.*
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
left join lateral (
    select entry.told
    from action.hold_event as entry
    where entry.request_id = ask.request_id and entry.told ->> 'basis' is not null
    order by entry.seq desc
    limit 1
) as later on true
inner join lateral (
    select array_agg(one.complaint_id order by one.complaint_id) as complaint_ids
    from action.freeze_request_part as one
    where one.request_id = ask.request_id
) as part on true;
