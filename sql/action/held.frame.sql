-- frame held: one row per account that banks hold money in
-- reads: action.hold_now
-- why: as the ledgers say, which know what was answered late, for nobody, or for another account, and what was lifted since.
select
    request.account_id,
    sum(request.held_amount * 100)::bigint as held_satang
from action.hold_now as request
where request.state in ('held', 'partial', 'extended') and request.held_amount > 0
group by request.account_id
order by request.account_id
