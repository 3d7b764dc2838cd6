-- frame claim_account: one row per account that is asked for: its key, and whether any bank has shown it
-- reads: core.account, core.account_version, core.transfer
select
    account.account_id,
    account.bank_code,
    account.account_no,
    (
        exists (select from core.account_version as version where version.account_id = account.account_id)
        or exists (select from core.transfer as transfer where transfer.creditor_id = account.account_id)
    ) as is_seen
from core.account as account
where account.account_id = any(%(account_ids)s::integer[])
order by account.account_id
