-- action.hold_short: one row per request in one of the states %(states)s whose bank holds less than asked, not followed on since
-- reads: action.freeze_request, action.hold_event
with wanted as (
    select unnest(%(states)s::text[]) as state
)

select ask.request_id
from action.freeze_request as ask
inner join lateral (
    select
        entry.state,
        entry.step,
        entry.amount,
        entry.held_amount
    from action.hold_event as entry
    where entry.request_id = ask.request_id and entry.step <> 'warn'
    order by entry.seq desc
    limit 1
) as latest on true
inner join wanted on latest.state = wanted.state
where latest.step <> 'follow' and latest.held_amount < latest.amount
order by ask.request_id
