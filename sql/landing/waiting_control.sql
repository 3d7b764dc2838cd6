-- landing.delivered_file: one row per file that lies in the landing place without its control file
-- reads: landing.delivered_file
-- writes: landing.delivered_file
-- why: ingest is woken by control files, so it never hears of a file that comes alone. What is known stays as it is.
insert into landing.delivered_file (agency, feed, file_name, sha256, byte_count, status, reason)
select
    waiting.agency,
    waiting.feed,
    waiting.file_name,
    '' as sha256,
    waiting.byte_count,
    'incomplete' as status,
    'no control file yet; left alone' as reason
from
    unnest(%(agency)s::text[], %(feed)s::text[], %(file_name)s::text[], %(byte_count)s::bigint[])
        as waiting (agency, feed, file_name, byte_count)
where
    not exists (
        select known.file_id
        from landing.delivered_file as known
        where
            known.agency = waiting.agency
            and known.feed = waiting.feed
            and known.file_name = waiting.file_name
    )
on conflict (agency, feed, file_name, sha256) do nothing;
