-- core.tip_version: one row per public tip and content
-- reads: staging.tip, core.account, core.phone
-- writes: core.account, core.phone, vault.reporter_contact, core.tip_version
-- why: a reporter trusted the police: the contact goes to the vault, the tip goes on without it. Returns the rows loaded per file.
insert into core.account (bank_code, account_no)
select
    named.bank_code,
    named.account_no
from (
    select
        named ->> 'bank_code' as bank_code,
        named ->> 'account_no' as account_no
    from pg_temp.tip as tip
    cross join lateral jsonb_array_elements(tip.bank_accounts) as named
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
    select jsonb_array_elements_text(phones) as msisdn from pg_temp.tip
) as named
where
    named.msisdn is not null
    and not exists (
        select from core.phone as known
        where known.msisdn = named.msisdn
    )
order by named.msisdn
on conflict do nothing;

insert into vault.reporter_contact (tip_id, contact)
select distinct
    tip_id,
    reporter_contact
from pg_temp.tip
where reporter_contact is not null
on conflict do nothing;

with loaded as (
    insert into core.tip_version (
        tip_id, content, received_at, topic, province, urls, domains, phones, line_ids,
        bank_accounts, narrative, file_id, row_no
    )
    select
        staged.tip_id,
        md5(row(
            staged.received_at, staged.topic, staged.province, staged.urls,
            staged.domains, staged.phones, staged.line_ids, staged.bank_accounts,
            staged.narrative, staged.reporter_contact
        )::text)::uuid as content,
        staged.received_at,
        staged.topic,
        staged.province,
        staged.urls,
        staged.domains,
        staged.phones,
        staged.line_ids,
        staged.bank_accounts,
        staged.narrative,
        staged.file_id,
        staged.row_no
    from pg_temp.tip as staged
    order by staged.file_id, staged.row_no
    on conflict (tip_id, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
