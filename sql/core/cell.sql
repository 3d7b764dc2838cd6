-- core.cell_version: one row per radio cell and content
-- reads: staging.cell
-- writes: core.cell_version
-- why: a moved cell is a newer version; history is kept. Returns the rows loaded per file.
with loaded as (
    insert into core.cell_version (
        agency, cell_id, content, lat, lon, province, file_id, row_no
    )
    select
        staged.agency,
        staged.cell_id,
        md5(row(
            staged.lat, staged.lon, staged.province
        )::text)::uuid as content,
        staged.lat,
        staged.lon,
        staged.province,
        staged.file_id,
        staged.row_no
    from pg_temp.cell as staged
    order by staged.file_id, staged.row_no
    on conflict (agency, cell_id, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
