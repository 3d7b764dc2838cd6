-- files to load: one row per landed file of an agency that is not yet loaded
-- reads: landing.delivered_file, landing.quarantine_decision
select
    file.file_id,
    file.agency,
    file.feed,
    file.file_name,
    file.sha256,
    file.control,
    file.status,
    file.reason,
    file.rows_loaded,
    file.received_at,
    file.byte_count,
    exists(
        select from landing.quarantine_decision as decision
        where decision.file_id = file.file_id and decision.row_no is null
    ) as is_released
from landing.delivered_file as file
where file.status = 'landed' and file.agency = %(agency)s
order by file.file_id;
