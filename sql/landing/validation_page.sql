-- landing.validation_page: one row per file whose result stands in Data Docs
-- reads: landing.validation_page
-- writes: landing.validation_page
insert into landing.validation_page (file_id, data_docs_path, validated_at)
select
    built.file_id,
    built.data_docs_path,
    built.validated_at
from
    unnest(%(file_id)s::bigint[], %(data_docs_path)s::text[], %(validated_at)s::timestamptz[])
        as built (file_id, data_docs_path, validated_at)
on conflict (file_id) do update set
    data_docs_path = excluded.data_docs_path,
    validated_at = excluded.validated_at,
    built_at = excluded.built_at;
