-- frame accounts: one row per account that any feed names, with its latest snapshot
-- reads: core.account, core.account_version, core.phone
-- why: of a snapshot the newest version counts, as in core.account_snapshot; here both are chosen by one sort, of narrow rows.
with latest as (
    select distinct on (account_id)
        account_id,
        account_type,
        holder_type,
        holder_id,
        name_th_key,
        name_en,
        phone_id,
        opened_on,
        branch_province,
        device_id,
        status,
        snapshot_at,
        balance
    from core.account_version
    order by account_id asc, snapshot_at desc, file_id desc, row_no desc
)

select
    account.account_id,
    account.bank_code,
    account.account_no,
    latest.account_type,
    latest.holder_type,
    latest.holder_id,
    latest.name_th_key as name_th,
    latest.name_en,
    phone.msisdn as phone,
    latest.opened_on,
    latest.branch_province,
    latest.device_id,
    latest.status,
    latest.snapshot_at,
    (latest.balance * 100)::bigint as balance_satang
from core.account as account
left join latest on account.account_id = latest.account_id
left join core.phone as phone on latest.phone_id = phone.phone_id
order by account.account_id
