-- mart.feed_health: one row per file that an agency delivered
-- reads: landing.delivered_file, landing.validation_result, landing.validation_page
-- writes: mart.feed_health
-- why: what became of every file, to the row; which expectations it failed, and its page below /data-docs/ in the Airflow UI.
create view mart.feed_health as
select
    file.agency,
    file.feed,
    file.file_name,
    file.received_at,
    file.rows_read,
    file.rows_loaded,
    file.rows_quarantined,
    file.rows_duplicate,
    file.status,
    file.reason,
    file.sha256,
    validation.failed_count as validation_failed_count,
    page.data_docs_path
from landing.delivered_file as file
left join landing.validation_page as page on file.file_id = page.file_id
left join lateral (
    select count(*) filter (where not result.is_success) as failed_count
    from landing.validation_result as result
    where result.file_id = file.file_id
) as validation on true;
