-- landing.delivered_file: says of files that wait too long for their control files, since when
-- reads: landing.delivered_file
-- writes: landing.delivered_file
-- why: analysts read it as the reason in mart.feed_health; the words stay the same however often this runs.
update landing.delivered_file as file
set
    reason = 'control file missing for more than 30 minutes, since '
    || to_char(file.received_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC; ask the agency to send it'
where
    file.status = 'incomplete'
    and file.received_at <= %(now)s::timestamptz - interval '30 minutes'
    and file.reason not like 'control file missing%%';
