-- one row per file that stands in Data Docs, the newest 500
-- reads: landing.validation_page, landing.validation_result, landing.delivered_file
-- why: the list of the site's first page; older pages are found through mart.feed_health.
select
    page.file_id,
    file.agency,
    file.feed,
    file.file_name,
    file.status,
    page.data_docs_path,
    page.validated_at,
    max(result.rows_checked) as rows_checked,
    sum(result.rows_failed)::bigint as rows_failed,
    count(*) filter (where not result.is_success) as failed_count
from landing.validation_page as page
inner join landing.delivered_file as file on page.file_id = file.file_id
inner join landing.validation_result as result on page.file_id = result.file_id
group by page.file_id, file.agency, file.feed, file.file_name, file.status, page.data_docs_path, page.validated_at
order by page.validated_at desc, page.file_id desc
limit 500;
