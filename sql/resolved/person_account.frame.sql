-- frame person_account: one row per row of the table
-- reads: resolved.person_account
select
    person_id,
    account_id,
    rule
from resolved.person_account
order by person_id, account_id
