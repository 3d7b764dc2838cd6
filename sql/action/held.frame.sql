-- frame held: one row per account that banks hold money in
-- reads: action.freeze_request, action.hold_event
-- why: as the ledgers say, which know what was answered late, for nobody, or for another account, and what was lifted since.
select
    ask.account_id,
    sum(latest.held_amount * 100)::bigint as held_satang
from action.freeze_request as ask
inner join lateral (
    select
        entry.state,
        entry.held_amount
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
where latest.state in ('held', 'partial', 'extended') and latest.held_amount > 0
group by ask.account_id
order by ask.account_id
