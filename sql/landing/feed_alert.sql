-- landing.feed_alert: one row per event of an alert
-- writes: landing.feed_alert
insert into landing.feed_alert (
    agency, feed, kind, step, loudness, happened_at, since, opened_at, told_at, words, remedy, contact, evidence
)
select
    written.agency,
    written.feed,
    written.kind,
    written.step,
    written.loudness,
    written.happened_at,
    written.since,
    written.opened_at,
    written.told_at,
    written.words,
    written.remedy,
    written.contact,
    written.evidence::jsonb as evidence
from
    unnest(
        %(agency)s::text[], %(feed)s::text[], %(kind)s::text[], %(step)s::text[], %(loudness)s::text[],
        %(happened_at)s::timestamptz[], %(since)s::timestamptz[], %(opened_at)s::timestamptz[],
        %(told_at)s::timestamptz[], %(words)s::text[], %(remedy)s::text[], %(contact)s::text[], %(evidence)s::text[]
    ) with ordinality as written (
        agency, feed, kind, step, loudness, happened_at, since, opened_at, told_at, words, remedy, contact, evidence, place
    )
order by written.place;
