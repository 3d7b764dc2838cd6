-- files to load: one row per landed file of an agency that is not yet loaded
-- reads: landing.delivered_file
select
    file_id,
    agency,
    feed,
    file_name,
    sha256,
    control,
    status,
    reason,
    rows_loaded,
    received_at
from landing.delivered_file
where status = 'landed' and agency = %(agency)s
order by file_id;
