-- mart.feed_freshness: one row per feed that has a contract
-- reads: landing.feed_freshness
-- writes: mart.feed_freshness
-- why: what came last and when the next is due. Dormant means that nothing came for so long that nobody waits for it.
create view mart.feed_freshness as
select
    agency,
    feed,
    state,
    expected_by,
    data_from,
    data_until,
    file_name,
    received_at,
    every_hours,
    judged_at
from landing.feed_freshness;
