-- core.account_version: one row per account, snapshot and content
-- reads: staging.account, core.account, core.phone
-- writes: core.account, core.phone, core.account_version
-- why: a corrected snapshot is a newer version; history is kept. Returns the rows loaded per file.
insert into core.account (bank_code, account_no)
select
    named.bank_code,
    named.account_no
from (
    select
        bank_code,
        account_no
    from pg_temp.account
) as named
where
    named.bank_code is not null
    and named.account_no is not null
    and not exists (
        select from core.account as known
        where known.bank_code = named.bank_code and known.account_no = named.account_no
    )
order by named.bank_code, named.account_no
on conflict do nothing;

insert into core.phone (msisdn)
select named.msisdn
from (
    select phone as msisdn from pg_temp.account
    where phone is not null
) as named
where
    named.msisdn is not null
    and not exists (
        select from core.phone as known
        where known.msisdn = named.msisdn
    )
order by named.msisdn
on conflict do nothing;

with loaded as (
    insert into core.account_version (
        account_id, snapshot_at, content, account_type, holder_type, holder_id, name_th,
        name_th_key, name_en, phone_id, phone_typed, opened_on, branch_province,
        device_id, status, balance, file_id, row_no
    )
    select
        named.account_id,
        staged.snapshot_at,
        md5(row(
            staged.account_type, staged.holder_type, staged.holder_id,
            staged.holder_name_th, staged.holder_name_th_key, staged.holder_name_en,
            phone.phone_id, staged.phone_typed, staged.opened_on,
            staged.branch_province, staged.device_id, staged.status, staged.balance
        )::text)::uuid as content,
        staged.account_type,
        staged.holder_type,
        staged.holder_id,
        staged.holder_name_th,
        staged.holder_name_th_key,
        staged.holder_name_en,
        phone.phone_id,
        staged.phone_typed,
        staged.opened_on,
        staged.branch_province,
        staged.device_id,
        staged.status,
        staged.balance,
        staged.file_id,
        staged.row_no
    from pg_temp.account as staged
    inner join core.account as named
        on staged.bank_code = named.bank_code and staged.account_no = named.account_no
    left join core.phone as phone on staged.phone = phone.msisdn
    order by staged.file_id, staged.row_no
    on conflict (account_id, snapshot_at, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
