-- core.subscriber_version: one row per SIM and content
-- reads: staging.subscriber, core.phone
-- writes: core.phone, core.subscriber_version
-- why: a changed subscription is a newer version; history is kept. Returns the rows loaded per file.
insert into core.phone (msisdn)
select named.msisdn
from (
    select msisdn from pg_temp.subscriber
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
    insert into core.subscriber_version (
        agency, iccid, content, phone_id, imsi, id_type, id_no, name_th, name_th_key,
        activated_at, dealer_code, status, file_id, row_no
    )
    select
        staged.agency,
        staged.iccid,
        md5(row(
            phone.phone_id, staged.imsi, staged.id_type, staged.id_no, staged.name_th,
            staged.name_th_key, staged.activated_at, staged.dealer_code, staged.status
        )::text)::uuid as content,
        phone.phone_id,
        staged.imsi,
        staged.id_type,
        staged.id_no,
        staged.name_th,
        staged.name_th_key,
        staged.activated_at,
        staged.dealer_code,
        staged.status,
        staged.file_id,
        staged.row_no
    from pg_temp.subscriber as staged
    inner join core.phone as phone on staged.msisdn = phone.msisdn
    order by staged.file_id, staged.row_no
    on conflict (agency, iccid, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
