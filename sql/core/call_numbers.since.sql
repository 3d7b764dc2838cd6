-- since call_numbers: one row: from what the frame is told now, and which calls a transaction at or after the horizon wrote
-- reads: core.call
-- why: as of transfer_numbers; a call never ceases to be one.
select
    concat_ws(' ', (select system_identifier from pg_control_system()), pg_relation_filepath('core.call')) as origin,
    pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
    count(*) as row_count,
    array_agg(ctid) filter (where age(xmin) <= age(%(horizon)s::xid8::xid))::text as places,
    null as gone
from core.call
