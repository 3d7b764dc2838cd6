-- mart.feed_health: one row per file that an agency delivered
-- reads: landing.delivered_file
-- writes: mart.feed_health
-- why: what became of every file, to the row.
create view mart.feed_health as
select
    agency,
    feed,
    file_name,
    received_at,
    rows_read,
    rows_loaded,
    rows_quarantined,
    rows_duplicate,
    status,
    reason,
    sha256
from landing.delivered_file;
