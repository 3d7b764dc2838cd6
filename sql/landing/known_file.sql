-- the ledger: one row per file name and content delivered
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
from landing.delivered_file;
