-- core.complaint_version: one row per complaint and content
-- reads: staging.complaint, core.account, core.phone
-- writes: core.account, core.phone, core.complaint_version
-- why: a corrected complaint is a newer version; whom it names becomes a node. Returns the rows loaded per file.
insert into core.account (bank_code, account_no)
select
    named.bank_code,
    named.account_no
from (
    select
        transfer ->> 'bank_code' as bank_code,
        transfer ->> 'account_no' as account_no
    from pg_temp.complaint as complaint
    cross join lateral jsonb_array_elements(complaint.transfers) as transfer
    union
    select
        victim_bank_code,
        victim_account_no
    from pg_temp.complaint
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
    select jsonb_array_elements_text(phones) as msisdn from pg_temp.complaint
    union
    select victim_phone from pg_temp.complaint
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
    insert into core.complaint_version (
        complaint_id, content, reported_at, channel, complaint_type, command_code,
        province, victim_ref, victim_phone, victim_bank_code, victim_account_no,
        loss_amount, transfers, phones, line_ids, domains, urls, names, narrative,
        file_id, row_no
    )
    select
        staged.complaint_id,
        md5(row(
            staged.reported_at, staged.channel, staged.complaint_type,
            staged.command_code, staged.province, staged.victim_ref,
            staged.victim_phone, staged.victim_bank_code, staged.victim_account_no,
            staged.loss_amount, staged.transfers, staged.phones, staged.line_ids,
            staged.domains, staged.urls, staged.names, staged.narrative
        )::text)::uuid as content,
        staged.reported_at,
        staged.channel,
        staged.complaint_type,
        staged.command_code,
        staged.province,
        staged.victim_ref,
        staged.victim_phone,
        staged.victim_bank_code,
        staged.victim_account_no,
        staged.loss_amount,
        staged.transfers,
        staged.phones,
        staged.line_ids,
        staged.domains,
        staged.urls,
        staged.names,
        staged.narrative,
        staged.file_id,
        staged.row_no
    from pg_temp.complaint as staged
    order by staged.file_id, staged.row_no
    on conflict (complaint_id, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
