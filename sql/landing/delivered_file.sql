-- landing.delivered_file: one row per file name and content delivered
-- reads: landing.delivered_file
-- writes: landing.delivered_file
-- why: what is settled stays; a rejected file comes here again only when its control file or its contract has changed.
insert into landing.delivered_file as known (
    agency, feed, file_name, sha256, byte_count, control, status, reason
)
select
    arrival.agency,
    arrival.feed,
    arrival.file_name,
    arrival.sha256,
    arrival.byte_count,
    arrival.control::jsonb as control,
    arrival.status,
    arrival.reason
from
    unnest(
        %(agency)s::text[], %(feed)s::text[], %(file_name)s::text[], %(sha256)s::text[],
        %(byte_count)s::bigint[], %(control)s::text[], %(status)s::text[], %(reason)s::text[]
    ) with ordinality as arrival (
        agency, feed, file_name, sha256, byte_count, control, status, reason, place
    )
order by arrival.place
on conflict (agency, feed, file_name, sha256) do update set
    control = excluded.control,
    status = excluded.status,
    reason = excluded.reason,
    received_at = now(),
    finished_at = null
where known.status in ('rejected', 'incomplete');
