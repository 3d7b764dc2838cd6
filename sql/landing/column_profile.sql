-- landing.column_profile: one row per column of a loaded file
-- writes: landing.column_profile
insert into landing.column_profile (
    file_id, column_name, agency, feed, contract_version, day, row_count, filled_count, code_counts, median
)
select
    seen.file_id,
    seen.column_name,
    %(agency)s,
    %(feed)s,
    %(version)s,
    seen.day,
    seen.row_count,
    seen.filled_count,
    seen.code_counts::jsonb as code_counts,
    seen.median
from
    unnest(
        %(file_id)s::bigint[], %(column_name)s::text[], %(day)s::date[], %(row_count)s::bigint[],
        %(filled_count)s::bigint[], %(code_counts)s::text[], %(median)s::double precision[]
    ) as seen (file_id, column_name, day, row_count, filled_count, code_counts, median)
on conflict (file_id, column_name) do update set
    contract_version = excluded.contract_version,
    day = excluded.day,
    row_count = excluded.row_count,
    filled_count = excluded.filled_count,
    code_counts = excluded.code_counts,
    median = excluded.median;
