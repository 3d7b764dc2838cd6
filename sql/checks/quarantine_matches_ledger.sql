-- check: one row per file whose quarantined rows are not as many as its ledger line says
-- loudness: fail
-- reads: landing.delivered_file, landing.quarantine_state
-- why: a row that is neither loaded, nor counted as duplicate, nor put aside is lost.
with put_aside as (
    select
        file_id,
        count(*) as row_count
    from landing.quarantine_state
    where state <> 'resubmitted'
    group by file_id
)

select
    file.agency,
    file.feed,
    file.file_name
from landing.delivered_file as file
left join put_aside on file.file_id = put_aside.file_id
where file.status = 'loaded' and file.rows_quarantined <> coalesce(put_aside.row_count, 0);
