-- the ledger: one row per file name and content delivered, of all feeds or of one
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
where
    (%(agency)s::text is null or agency = %(agency)s::text)
    and (%(feed)s::text is null or feed = %(feed)s::text);
