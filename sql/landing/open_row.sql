-- rows put aside and not settled: one row per data row of a feed, or of one of its files
-- reads: landing.quarantine_state, landing.delivered_file
with wanted as (
    select
        %(agency)s::text as agency,
        %(feed)s::text as feed,
        %(file_name)s::text as file_name
)

select
    put_aside.file_id,
    put_aside.row_no,
    file.agency,
    file.feed,
    file.file_name,
    file.sha256,
    put_aside.field,
    put_aside.rule,
    put_aside.reason,
    put_aside.raw,
    file.control,
    file.received_at
from landing.quarantine_state as put_aside
inner join landing.delivered_file as file on put_aside.file_id = file.file_id
inner join wanted on file.agency = wanted.agency and file.feed = wanted.feed
where
    put_aside.state = 'open'
    and file.status = 'loaded'
    and (wanted.file_name is null or file.file_name = wanted.file_name)
order by put_aside.file_id, put_aside.row_no;
