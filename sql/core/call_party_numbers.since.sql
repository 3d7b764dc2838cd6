-- since call_party_numbers: one row: from what the frame is told now, and which reports a transaction at or after the horizon wrote
-- reads: core.call_report, core.call_party, core.subscriber, core.subscriber_version, core.phone
-- why: as of transfer_numbers. Whose handset a report tells of hangs on all subscriptions: they change seldom, and belong to the origin, as
-- do the views. It hangs on the caller's number too: with a number written since, its reports count as written since.
select
    concat_ws(
        ' ',
        (select system_identifier from pg_control_system()),
        pg_relation_filepath('core.call_report'),
        pg_get_viewdef('core.call_party'::regclass),
        pg_get_viewdef('core.subscriber'::regclass),
        (
            select sum(hash_record_extended(row(agency, iccid, imsi, phone_id, activated_at, file_id, row_no), 0))
            from core.subscriber_version
        )
    ) as origin,
    pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
    count(*) as row_count,
    (
        array_agg(ctid) filter (where age(xmin) <= age(%(horizon)s::xid8::xid))
        || (
            select array_agg(renumbered.ctid)
            from core.call_report as renumbered
            where
                renumbered.a_phone_id = any(
                    array(select phone_id from core.phone where age(phone.xmin) <= age(%(horizon)s::xid8::xid))
                )
                and (renumbered.imei is not null or renumbered.cell_id is not null)
        )
    )::text as places,
    null as gone
from core.call_report
where imei is not null or cell_id is not null
