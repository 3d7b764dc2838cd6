-- whether a feed has rows put aside and not settled whose key can be read: one row
-- reads: landing.quarantine_state, landing.delivered_file
-- why: most feeds have none, and their batches are not looked at for what a resend supersedes.
with wanted as (
    select
        %(agency)s::text as agency,
        %(feed)s::text as feed
)

select exists(
    select from landing.quarantine_state as put_aside
    inner join landing.delivered_file as file on put_aside.file_id = file.file_id
    inner join wanted on file.agency = wanted.agency and file.feed = wanted.feed
    where
        put_aside.state = 'open'
        and put_aside.record_key is not null
        and put_aside.rule <> 'conflict'
)
