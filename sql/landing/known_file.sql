-- the ledger's lines of the files that a place lists: one row per file name and content delivered
-- reads: landing.delivered_file
-- why: by name, so that the cost follows what lies there, and not all that ever came.
select
    file.file_id,
    file.agency,
    file.feed,
    file.file_name,
    file.sha256,
    file.control,
    file.status,
    file.reason,
    file.rows_loaded,
    file.received_at,
    file.byte_count
from (
    select distinct
        listed.agency,
        listed.feed,
        listed.file_name
    from unnest(%(agency)s::text[], %(feed)s::text[], %(file_name)s::text[]) as listed (agency, feed, file_name)
) as listed
inner join landing.delivered_file as file
    on listed.agency = file.agency and listed.feed = file.feed and listed.file_name = file.file_name;
