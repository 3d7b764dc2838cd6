-- mart.validation_result: one row per file and expectation of its suite
-- reads: landing.validation_result, landing.delivered_file
-- writes: mart.validation_result
-- why: which rule of a contract a file breaks, and how often; counts only, the rows stand in mart.quarantine.
create view mart.validation_result as
select
    file.agency,
    file.feed,
    file.file_name,
    file.sha256,
    result.suite_name,
    result.contract_version,
    result.check_no,
    result.expectation,
    result.field,
    result.rule,
    result.rows_checked,
    result.rows_failed,
    result.is_success,
    result.validated_at
from landing.validation_result as result
inner join landing.delivered_file as file on result.file_id = file.file_id;
