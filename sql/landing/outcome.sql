-- landing.delivered_file: what became of each file
-- reads: landing.delivered_file
-- writes: landing.delivered_file
update landing.delivered_file as file
set
    status = outcome.status,
    reason = outcome.reason,
    rows_read = outcome.rows_read,
    rows_loaded = outcome.rows_loaded,
    rows_quarantined = outcome.rows_quarantined,
    rows_duplicate = outcome.rows_duplicate,
    finished_at = now()
from
    unnest(
        %(file_id)s::bigint[], %(status)s::text[], %(reason)s::text[], %(read)s::bigint[],
        %(loaded)s::bigint[], %(quarantined)s::bigint[], %(duplicate)s::bigint[]
    ) as outcome (
        file_id, status, reason, rows_read, rows_loaded, rows_quarantined, rows_duplicate
    )
where file.file_id = outcome.file_id;
