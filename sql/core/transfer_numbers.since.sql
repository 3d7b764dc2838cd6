-- since transfer_numbers: one row: from what the frame is told now, and which postings a transaction at or after the horizon wrote
-- reads: core.posting
-- why: rows of a frame that is kept are read again where they changed (`include.warehouse.kept`). A place means something in one file of
-- one cluster only. `gone` are postings written since that are no transfer, or none any more.
with written as (
    select
        count(*) filter (where is_believed) as row_count,
        array_agg(ctid) filter (where is_believed and age(xmin) <= age(%(horizon)s::xid8::xid)) as places,
        array_agg(posting_id) filter (where not is_believed and age(xmin) <= age(%(horizon)s::xid8::xid)) as gone
    from core.posting
)

select
    written.row_count,
    written.gone,
    written.places::text as places,
    pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
    concat_ws(' ', control.system_identifier, pg_relation_filepath('core.posting')) as origin
from written
cross join pg_control_system() as control
