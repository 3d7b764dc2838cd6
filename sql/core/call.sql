-- core.call_report and core.call: one row per call of a telco; one row per call, whichever telcos reported it
-- reads: staging.call, core.phone, core.call_report
-- writes: core.phone, core.call, core.call_report
-- why: a call between the two telcos is reported by both, with the same parties and a start within two seconds. Each report pairs
-- with the nearest report of the other telco that has no pair yet. The call shows the report of the telco whose name comes first,
-- whatever the order of arrival. Returns the rows loaded per file.
select pg_advisory_xact_lock(hashtext('core.call'));

drop table if exists pg_temp.fresh_call, pg_temp.paired_call;

insert into core.phone (msisdn)
select named.msisdn
from (
    select a_msisdn as msisdn from pg_temp.call
    union
    select b_msisdn from pg_temp.call
) as named
where
    not exists (
        select from core.phone as known
        where known.msisdn = named.msisdn
    )
order by named.msisdn
on conflict do nothing;

create temporary table fresh_call on commit drop as
select distinct on (staged.agency, staged.call_id)
    staged.agency,
    staged.call_id as telco_call_id,
    a_party.phone_id as a_phone_id,
    b_party.phone_id as b_phone_id,
    staged.started_at,
    staged.duration_s,
    staged.call_type,
    staged.imei,
    staged.imsi,
    staged.cell_id,
    staged.file_id,
    staged.row_no
from pg_temp.call as staged
inner join core.phone as a_party on staged.a_msisdn = a_party.msisdn
inner join core.phone as b_party on staged.b_msisdn = b_party.msisdn
where
    not exists (
        select from core.call_report as known
        where known.agency = staged.agency and known.telco_call_id = staged.call_id
    )
order by staged.agency, staged.call_id, staged.file_id, staged.row_no;
analyze fresh_call;

create temporary table paired_call on commit drop as
with candidate as (
    select
        fresh.agency,
        fresh.telco_call_id,
        other.call_id,
        abs(extract(epoch from other.started_at - fresh.started_at)) as apart_s
    from fresh_call as fresh
    inner join core.call_report as other
        on
            fresh.a_phone_id = other.a_phone_id
            and fresh.b_phone_id = other.b_phone_id
            and fresh.call_type = other.call_type
            and fresh.agency <> other.agency
            and other.started_at between fresh.started_at - interval '2 seconds' and fresh.started_at
            + interval '2 seconds'
    where
        not exists (
            select from core.call_report as taken
            where
                taken.a_phone_id = other.a_phone_id
                and taken.b_phone_id = other.b_phone_id
                and taken.started_at between other.started_at - interval '4 seconds' and other.started_at
                + interval '4 seconds'
                and taken.call_id = other.call_id
                and taken.agency = fresh.agency
        )
),

nearest as (
    select
        *,
        row_number() over (partition by agency, telco_call_id order by apart_s, call_id) as own_rank,
        row_number() over (partition by agency, call_id order by apart_s, telco_call_id) as other_rank
    from candidate
)

select
    agency,
    telco_call_id,
    call_id
from nearest
where own_rank = 1 and other_rank = 1;
analyze paired_call;

with shown as (
    update core.call as known
    set
        started_at = fresh.started_at,
        duration_s = fresh.duration_s,
        source_ref = fresh.agency || ':' || fresh.telco_call_id
    from paired_call as paired
    inner join fresh_call as fresh
        on paired.agency = fresh.agency and paired.telco_call_id = fresh.telco_call_id
    where known.call_id = paired.call_id and fresh.agency || ':' < known.source_ref
    returning known.call_id
),

opened as (
    insert into core.call (a_phone_id, b_phone_id, started_at, duration_s, call_type, source_ref)
    select
        fresh.a_phone_id,
        fresh.b_phone_id,
        fresh.started_at,
        fresh.duration_s,
        fresh.call_type,
        fresh.agency || ':' || fresh.telco_call_id as source_ref
    from fresh_call as fresh
    left join paired_call as paired
        on fresh.agency = paired.agency and fresh.telco_call_id = paired.telco_call_id
    where paired.call_id is null
    order by fresh.started_at, fresh.telco_call_id
    returning call_id, source_ref
),

loaded as (
    insert into core.call_report (
        agency, telco_call_id, call_id, a_phone_id, b_phone_id, started_at, duration_s, call_type,
        imei, imsi, cell_id, file_id, row_no
    )
    select
        fresh.agency,
        fresh.telco_call_id,
        coalesce(paired.call_id, opened.call_id) as call_id,
        fresh.a_phone_id,
        fresh.b_phone_id,
        fresh.started_at,
        fresh.duration_s,
        fresh.call_type,
        fresh.imei,
        fresh.imsi,
        fresh.cell_id,
        fresh.file_id,
        fresh.row_no
    from fresh_call as fresh
    left join paired_call as paired
        on fresh.agency = paired.agency and fresh.telco_call_id = paired.telco_call_id
    left join opened on opened.source_ref = fresh.agency || ':' || fresh.telco_call_id
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
