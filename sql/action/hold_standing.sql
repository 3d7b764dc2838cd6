-- action.hold_standing: one row per request in one of the states %(states)s
-- reads: action.freeze_request, action.hold_event
with wanted as (
    select unnest(%(states)s::text[]) as state
)

select ask.request_id
from action.freeze_request as ask
inner join lateral (
    select entry.state
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
inner join wanted on latest.state = wanted.state
order by ask.request_id
