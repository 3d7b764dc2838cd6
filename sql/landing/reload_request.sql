-- landing.reload_request: puts the files of a feed's day back to be loaded, and writes down who asked and why
-- reads: landing.delivered_file, landing.quarantine_state
-- writes: landing.delivered_file, landing.quarantined_row, landing.reload_request
-- why: rows that are already loaded stay and are counted again; what was put aside is judged anew,
-- but for rows that were repaired and loaded since.
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
    where
        file_id in (select chosen.file_id from chosen)
        and (file_id, row_no) not in (
            select
                settled.file_id,
                settled.row_no
            from landing.quarantine_state as settled
            where settled.state = 'resubmitted' and settled.file_id in (select chosen.file_id from chosen)
        )
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
