-- keys of rows put aside and not settled: one row per data row of a feed whose key can be read
-- reads: landing.quarantine_state, landing.delivered_file
-- why: these are what a corrected resend may supersede; a conflict's key is loaded already, and waits for a person.
with wanted as (
    select
        %(agency)s::text as agency,
        %(feed)s::text as feed,
        %(file_ids)s::bigint[] as file_ids
)

select
    put_aside.file_id,
    put_aside.row_no,
    put_aside.record_key
from landing.quarantine_state as put_aside
inner join landing.delivered_file as file on put_aside.file_id = file.file_id
inner join wanted on file.agency = wanted.agency and file.feed = wanted.feed
where
    put_aside.state = 'open'
    and put_aside.record_key is not null
    and put_aside.rule <> 'conflict'
    and file.file_id <> all(wanted.file_ids);
