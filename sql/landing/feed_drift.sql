-- landing.feed_drift: one row per column of a loaded file that differs from the week before it
-- writes: landing.feed_drift
insert into landing.feed_drift (file_id, column_name, sign, sentence, from_share, to_share)
select
    drift.file_id,
    drift.column_name,
    drift.sign,
    drift.sentence,
    drift.from_share,
    drift.to_share
from
    unnest(
        %(file_id)s::bigint[], %(column_name)s::text[], %(sign)s::text[], %(sentence)s::text[],
        %(from_share)s::double precision[], %(to_share)s::double precision[]
    ) as drift (file_id, column_name, sign, sentence, from_share, to_share);
