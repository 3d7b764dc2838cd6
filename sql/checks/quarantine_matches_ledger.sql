-- check: one row per recent file whose quarantined rows are not as many as its ledger line says
-- loudness: fail
-- reads: landing.delivered_file, landing.quarantine_state, landing.quarantine_decision
-- why: a row that is neither loaded, nor counted as duplicate, nor put aside is lost. Files loaded, or decided about, within a day are
-- looked at, so that the cost follows the day; what nobody touched since it was right is right.
with recent as (
    select file_id from landing.delivered_file
    where finished_at > now() - interval '1 day'
    union
    select file_id from landing.quarantine_decision
    where decided_at > now() - interval '1 day'
)

select
    file.agency,
    file.feed,
    file.file_name
from recent
inner join landing.delivered_file as file on recent.file_id = file.file_id
cross join
    lateral (
        select count(*) as row_count
        from landing.quarantine_state as put_aside
        where put_aside.file_id = file.file_id and put_aside.state <> 'resubmitted'
    ) as counted
where file.status = 'loaded' and file.rows_quarantined <> counted.row_count;
