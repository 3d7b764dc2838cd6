-- core.site_block_version: one row per blocking order and content
-- reads: staging.site_block
-- writes: core.site_block_version
-- why: the ministry's later answer is a newer version; history is kept. Returns the rows loaded per file.
with loaded as (
    insert into core.site_block_version (
        domain, order_no, content, ordered_at, blocked_at, status, file_id, row_no
    )
    select
        staged.domain,
        staged.order_no,
        md5(row(
            staged.ordered_at, staged.blocked_at, staged.status
        )::text)::uuid as content,
        staged.ordered_at,
        staged.blocked_at,
        staged.status,
        staged.file_id,
        staged.row_no
    from pg_temp.site_block as staged
    order by staged.file_id, staged.row_no
    on conflict (domain, order_no, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
