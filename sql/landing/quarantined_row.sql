-- landing.quarantined_row: one row per data row put aside
-- reads: landing.quarantined_row
-- writes: landing.quarantined_row
insert into landing.quarantined_row (file_id, row_no, field, rule, reason, raw)
values %s
on conflict (file_id, row_no) do nothing
