-- mart.feed_alert: one row per open alert of an agency, feed and kind
-- reads: landing.feed_alert
-- writes: mart.feed_alert
-- why: what does not come as it should, since when, whom to ask and what to do. Empty is good.
create view mart.feed_alert as
select
    alert.agency,
    alert.feed,
    alert.kind,
    alert.loudness,
    alert.since,
    alert.opened_at,
    alert.words,
    alert.remedy,
    alert.contact,
    alert.evidence,
    alert.told_at
from landing.feed_alert as alert
where
    alert.step <> 'closed'
    and not exists (
        select later.event_id
        from landing.feed_alert as later
        where
            later.agency = alert.agency
            and later.feed = alert.feed
            and later.kind = alert.kind
            and later.event_id > alert.event_id
    );
