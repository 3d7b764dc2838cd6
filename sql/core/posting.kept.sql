-- core.conflict_version: one row per staged posting put aside because its tx_id stands with other content
-- reads: staging.posting
-- writes: core.conflict_version
-- why: what the bank said the second time is kept beside the first, and never written over it.
insert into core.conflict_version (record, file_id, row_no, record_key, agency, content)
select
    'posting' as record,
    staged.file_id,
    staged.row_no,
    staged.tx_id,
    staged.reporting_bank,
    to_jsonb(staged) - '{file_id,row_no}'::text[]
    || jsonb_build_object('booked_at', staged.booked_at at time zone 'UTC') as content
from pg_temp.posting as staged
inner join unnest(%(file_id)s::bigint[], %(row_no)s::bigint[]) as clash (file_id, row_no)
    on staged.file_id = clash.file_id and staged.row_no = clash.row_no
on conflict do nothing;
