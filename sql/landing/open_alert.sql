-- open alerts: one row per agency, feed and kind whose last event is not `closed`
-- reads: landing.feed_alert
select
    last_event.agency,
    last_event.feed,
    last_event.kind,
    last_event.step,
    last_event.happened_at,
    last_event.since,
    last_event.opened_at,
    last_event.told_at,
    last_event.words,
    last_event.contact,
    last_event.evidence
from (
    select distinct on (alert.agency, alert.feed, alert.kind) alert.*
    from landing.feed_alert as alert
    order by alert.agency asc, alert.feed asc, alert.kind asc, alert.event_id desc
) as last_event
where last_event.step <> 'closed'
order by last_event.agency, last_event.feed, last_event.kind;
