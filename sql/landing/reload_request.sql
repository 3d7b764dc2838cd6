-- landing.reload_request: puts the files of a feed's day back to be loaded, and writes down who asked and why
-- reads: landing.delivered_file
-- writes: landing.delivered_file, landing.quarantined_row, landing.reload_request
-- why: rows that are already loaded stay and are counted again; what was put aside is judged anew.
with chosen as (
    update landing.delivered_file set status = 'landed', finished_at = null
    where
        agency = %(agency)s
        and feed = %(feed)s
        and status in ('loaded', 'rejected')
        and sha256 <> ''
        and file_name like to_char(%(day)s::date, 'YYYYMMDD') || '%%'
    returning file_id
),

cleared as (
    delete from landing.quarantined_row
    where file_id in (select chosen.file_id from chosen)
),

ordered as (
    insert into landing.reload_request (agency, feed, day, reason, requested_by, file_count)
    select
        %(agency)s,
        %(feed)s,
        %(day)s::date as day,
        %(reason)s,
        %(requested_by)s,
        count(*) as file_count
    from chosen
)

select count(*)
from chosen;
