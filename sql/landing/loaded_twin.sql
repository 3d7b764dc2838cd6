-- the earlier file of the same content: at most one row
-- reads: landing.delivered_file
select
    file_name,
    rows_read,
    control
from landing.delivered_file
where
    agency = %(agency)s
    and feed = %(feed)s
    and sha256 = %(sha256)s
    and file_id <> %(file_id)s
    and status = 'loaded'
order by file_id
limit 1;
