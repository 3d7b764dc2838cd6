-- one row per file and expectation whose result does not yet stand in Data Docs
-- reads: landing.validation_result, landing.validation_page, landing.delivered_file
-- why: the pages are built incrementally, and built again where a file was loaded again.
select
    file.file_id,
    file.agency,
    file.feed,
    file.file_name,
    file.status,
    result.check_no,
    result.suite_name,
    result.contract_version,
    result.rows_checked,
    result.rows_failed,
    result.validated_at
from landing.validation_result as result
inner join landing.delivered_file as file on result.file_id = file.file_id
left join landing.validation_page as page
    on result.file_id = page.file_id and result.validated_at = page.validated_at
where page.file_id is null
order by file.file_id, result.check_no;
