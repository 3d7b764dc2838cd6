-- rows of files that were put aside, repaired and loaded since: one row per data row
-- reads: landing.quarantine_state
-- why: the file still holds them as they were; when it is loaded again they are accounted for already.
select
    file_id,
    row_no
from landing.quarantine_state
where state = 'resubmitted' and file_id = any(%(file_ids)s);
