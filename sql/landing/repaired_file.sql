-- landing.delivered_file: moves repaired rows of each file from the quarantined to the loaded or the duplicate ones
-- reads: landing.delivered_file
-- writes: landing.delivered_file
update landing.delivered_file as file
set
    rows_quarantined = file.rows_quarantined - moved.loaded - moved.duplicate,
    rows_loaded = file.rows_loaded + moved.loaded,
    rows_duplicate = file.rows_duplicate + moved.duplicate
from
    unnest(%(file_id)s::bigint[], %(loaded)s::bigint[], %(duplicate)s::bigint[]) as moved (file_id, loaded, duplicate)
where file.file_id = moved.file_id;
