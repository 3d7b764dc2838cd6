-- landing.quarantined_row: one row per data row put aside
-- reads: landing.quarantined_row
-- writes: landing.quarantined_row
insert into landing.quarantined_row (file_id, row_no, field, rule, reason, raw, record_key)
select
    put_aside.file_id,
    put_aside.row_no,
    put_aside.field,
    put_aside.rule,
    put_aside.reason,
    put_aside.raw,
    put_aside.record_key
from
    unnest(
        %(file_id)s::bigint[], %(row_no)s::bigint[], %(field)s::text[], %(rule)s::text[],
        %(reason)s::text[], %(raw)s::text[], %(record_key)s::text[]
    ) as put_aside (file_id, row_no, field, rule, reason, raw, record_key)
on conflict (file_id, row_no) do nothing;
