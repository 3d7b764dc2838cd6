-- mart.feed_drift: one row per column of a loaded file that differs from the week before it
-- reads: landing.feed_drift, landing.delivered_file
-- writes: mart.feed_drift
-- why: what changed in a feed, as a sentence with its shares; the file is loaded all the same.
create view mart.feed_drift as
select
    file.agency,
    file.feed,
    file.file_name,
    drift.column_name,
    drift.sentence,
    drift.from_share,
    drift.to_share,
    drift.found_at,
    file.sha256
from landing.feed_drift as drift
inner join landing.delivered_file as file on drift.file_id = file.file_id;
