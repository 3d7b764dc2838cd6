-- frame held: one row per account that banks have answered they hold money in
-- reads: core.freeze_response, core.account
select
    account.account_id,
    sum(response.held_amount * 100)::bigint as held_satang
from core.freeze_response as response
inner join core.account as account
    on response.bank_code = account.bank_code and response.account_no = account.account_no
where response.outcome in ('HELD', 'PARTIAL') and response.held_amount > 0
group by account.account_id
order by account.account_id
