-- landing.delivered_file: one row per file name and content delivered
-- reads: landing.delivered_file
-- writes: landing.delivered_file
-- why: what is settled stays; a rejected file comes here again only when its control file or its contract has changed.
insert into landing.delivered_file as known (
    agency, feed, file_name, sha256, byte_count, control, status, reason
)
values %s
on conflict (agency, feed, file_name, sha256) do update set
    control = excluded.control,
    status = excluded.status,
    reason = excluded.reason,
    received_at = now(),
    finished_at = null
where known.status in ('rejected', 'incomplete')
