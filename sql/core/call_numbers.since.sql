-- since call_numbers: one row: from what the frame is told now, and which calls a transaction at or after the horizon wrote
-- reads: core.call
-- why: as of transfer_numbers; a call never ceases to be one.
with written as (
    select
        count(*) as row_count,
        array_agg(ctid) filter (where age(xmin) <= age(%(horizon)s::xid8::xid)) as places
    from core.call
)

select
    written.row_count,
    null as gone,
    written.places::text as places,
    pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
    concat_ws(' ', control.system_identifier, pg_relation_filepath('core.call')) as origin
from written
cross join pg_control_system() as control
