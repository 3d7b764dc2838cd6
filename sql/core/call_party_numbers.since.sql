-- since call_party_numbers: one row: from what the frame is told now, and which reports a transaction at or after the horizon wrote
-- reads: core.call_report, core.call_party, core.subscriber, core.subscriber_version, core.phone
-- why: as of transfer_numbers. Whose handset a report tells of hangs on all subscriptions: they change seldom, and belong to the origin,
-- as do the views. It hangs on the caller's number too: with a number written since, its reports count as written since.
with written as (
    select
        count(*) as row_count,
        array_agg(ctid) filter (where age(xmin) <= age(%(horizon)s::xid8::xid)) as places
    from core.call_report
    where imei is not null or cell_id is not null
),

phone as (
    select array_agg(phone_id) as renumbered
    from core.phone
    where age(xmin) <= age(%(horizon)s::xid8::xid)
),

renumbered as (
    select array_agg(report.ctid) as places
    from phone
    inner join core.call_report as report on report.a_phone_id = any(phone.renumbered)
    where report.imei is not null or report.cell_id is not null
),

subscription as (
    select sum(hash_record_extended(row(agency, iccid, imsi, phone_id, activated_at, file_id, row_no), 0)) as digest
    from core.subscriber_version
)

select
    written.row_count,
    null as gone,
    pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
    concat_ws(
        ' ',
        control.system_identifier,
        pg_relation_filepath('core.call_report'),
        pg_get_viewdef('core.call_party'::regclass),
        pg_get_viewdef('core.subscriber'::regclass),
        subscription.digest
    ) as origin,
    (written.places || renumbered.places)::text as places
from written
cross join renumbered
cross join subscription
cross join pg_control_system() as control
