-- core.conflict_version: one row per staged return put aside because its return_id stands with other content
-- reads: staging.reversal
-- writes: core.conflict_version
-- why: what the bank said the second time is kept beside the first, and never written over it.
insert into core.conflict_version (record, file_id, row_no, record_key, agency, content)
select
    'reversal' as record,
    staged.file_id,
    staged.row_no,
    staged.return_id,
    staged.reporting_bank as agency,
    to_jsonb(staged) - '{file_id,row_no}'::text[]
    || jsonb_build_object('returned_at', staged.returned_at at time zone 'UTC') as content
from pg_temp.reversal as staged
inner join unnest(%(file_id)s::bigint[], %(row_no)s::bigint[]) as clash (file_id, row_no)
    on staged.file_id = clash.file_id and staged.row_no = clash.row_no
on conflict do nothing;
