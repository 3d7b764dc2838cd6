-- core.conflict_version: one row per staged call put aside because its call_id stands with other content
-- reads: staging.call
-- writes: core.conflict_version
-- why: what the telco said the second time is kept beside the first, and never written over it.
insert into core.conflict_version (record, file_id, row_no, record_key, agency, content)
select
    'call' as record,
    staged.file_id,
    staged.row_no,
    staged.call_id,
    staged.agency,
    to_jsonb(staged) - '{file_id,row_no}'::text[]
    || jsonb_build_object('started_at', staged.started_at at time zone 'UTC') as content
from pg_temp.call as staged
inner join unnest(%(file_id)s::bigint[], %(row_no)s::bigint[]) as clash (file_id, row_no)
    on staged.file_id = clash.file_id and staged.row_no = clash.row_no
on conflict do nothing;
