-- mart.quarantine_summary: one row per agency, feed and rule
-- reads: landing.delivered_file, landing.quarantine_state
-- writes: mart.quarantine_summary
-- why: where to begin: what is open, since when, and what its reasons say is to be done.
create view mart.quarantine_summary as
select
    file.agency,
    file.feed,
    put_aside.rule,
    count(*) filter (where put_aside.state = 'open') as open_count,
    count(*) filter (where put_aside.state <> 'open') as settled_count,
    count(distinct put_aside.file_id) filter (where put_aside.state = 'open') as file_count,
    min(put_aside.quarantined_at) as first_at,
    max(put_aside.quarantined_at) as last_at,
    min(put_aside.reason) as sample_reason
from landing.quarantine_state as put_aside
inner join landing.delivered_file as file on put_aside.file_id = file.file_id
group by file.agency, file.feed, put_aside.rule;
