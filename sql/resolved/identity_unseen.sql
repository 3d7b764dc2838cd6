-- files of accounts and subscribers that brought rows since persons were last resolved: one row per file
-- reads: core.account_version, core.subscriber_version, resolved.identity_source
-- why: versions are only ever added, so another count of a file's rows is a change and equal counts are none.
with held as (
    select
        'account' as source,
        file_id,
        count(*) as row_count
    from core.account_version
    group by file_id
    union all
    select
        'subscriber' as source,
        file_id,
        count(*) as row_count
    from core.subscriber_version
    group by file_id
)

select
    held.source,
    held.file_id,
    held.row_count
from held
left join resolved.identity_source as seen on held.source = seen.source and held.file_id = seen.file_id
where seen.row_count is distinct from held.row_count
order by held.source, held.file_id;
