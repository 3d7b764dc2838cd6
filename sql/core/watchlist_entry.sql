-- core.watchlist_version: one row per listed person or company and content
-- reads: staging.watchlist_entry
-- writes: core.watchlist_version
-- why: a changed entry is a newer version; history is kept. Returns the rows loaded per file.
with loaded as (
    insert into core.watchlist_version (
        list_code, entry_key, content, entity_type, id_no, name_th, name_th_key,
        name_en, listed_on, reason, file_id, row_no
    )
    select
        staged.list_code,
        coalesce(staged.id_no, staged.name_th_key, staged.name_en, '') as entry_key,
        md5(row(
            staged.entity_type, staged.id_no, staged.name_th, staged.name_th_key,
            staged.name_en, staged.listed_on, staged.reason
        )::text)::uuid as content,
        staged.entity_type,
        staged.id_no,
        staged.name_th,
        staged.name_th_key,
        staged.name_en,
        staged.listed_on,
        staged.reason,
        staged.file_id,
        staged.row_no
    from pg_temp.watchlist_entry as staged
    order by staged.file_id, staged.row_no
    on conflict (list_code, entry_key, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
