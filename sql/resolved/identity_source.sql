-- resolved.identity_source: one row per file whose holders are resolved
-- writes: resolved.identity_source
insert into resolved.identity_source (source, file_id, row_count)
values (%(source)s, %(file_id)s, %(row_count)s)
on conflict (source, file_id) do update set row_count = excluded.row_count;
