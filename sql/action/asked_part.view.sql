-- action.asked_part: one row per request and complaint whose money was asked for in it, unless it was withdrawn unsent
-- reads: action.freeze_request_part, action.hold_event, action.standing_request
-- writes: action.asked_part
-- why: standing_amount is what the bank holds of it or is being asked for now, by the share of this complaint in the request.
create view action.asked_part as
select
    part.request_id,
    part.complaint_id,
    part.account_id,
    part.traced_amount,
    part.as_of,
    exists(
        select from action.hold_event as entry
        where entry.request_id = part.request_id and entry.step = 'lapse'
    ) as has_lapsed,
    coalesce(standing.amount * part.traced_amount / whole.amount, 0) as standing_amount
from action.freeze_request_part as part
inner join lateral (
    select sum(one.traced_amount) as amount
    from action.freeze_request_part as one
    where one.request_id = part.request_id
) as whole on true
left join action.standing_request as standing on part.request_id = standing.request_id
where
    not exists (
        select from action.hold_event as entry
        where entry.request_id = part.request_id and entry.state = 'withdrawn'
    );
