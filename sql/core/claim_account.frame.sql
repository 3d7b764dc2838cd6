-- frame claim_account: one row per account that is asked for: its key, and whether any bank has shown it
-- reads: core.account, core.account_version, core.transfer
-- why: asked in the order of an index: `exists` could read the whole table.
select
    account.account_id,
    account.bank_code,
    account.account_no,
    coalesce(
        (
            select version.account_id
            from core.account_version as version
            where version.account_id = account.account_id
            order by version.account_id, version.snapshot_at
            limit 1
        ), (
            select transfer.creditor_id
            from core.transfer as transfer
            where transfer.creditor_id = account.account_id
            order by transfer.creditor_id, transfer.booked_at
            limit 1
        )
    ) is not null as is_seen
from core.account as account
where account.account_id = any(%(account_ids)s::integer[])
order by account.account_id
