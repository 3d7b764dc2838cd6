-- rows put aside whose key cannot be read, and whose file came again: one row per data row and the file that has it well
-- reads: landing.quarantine_state, landing.quarantined_row, landing.delivered_file
-- why: by name and number, and only where both files have as many rows, so that the numbers speak of the same rows.
with wanted as (
    select unnest(%(file_ids)s::bigint[]) as file_id
)

select distinct on (put_aside.file_id, put_aside.row_no)
    put_aside.file_id,
    put_aside.row_no,
    again.file_id as by_file_id
from wanted
inner join landing.delivered_file as again on wanted.file_id = again.file_id
inner join landing.delivered_file as file
    on
        again.agency = file.agency
        and again.feed = file.feed
        and again.file_name = file.file_name
        and again.rows_read = file.rows_read
        and again.file_id > file.file_id
inner join landing.quarantine_state as put_aside on file.file_id = put_aside.file_id
left join landing.quarantined_row as still
    on again.file_id = still.file_id and put_aside.row_no = still.row_no
where
    again.status = 'loaded'
    and file.status = 'loaded'
    and put_aside.state = 'open'
    and put_aside.record_key is null
    and still.file_id is null
order by put_aside.file_id, put_aside.row_no, again.file_id;
