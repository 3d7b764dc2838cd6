-- landing.validation_result: one row per file and expectation of its suite
-- reads: landing.validation_result
-- writes: landing.validation_result
-- why: a file that is loaded again is judged again, and its former result goes, also where its suite was longer.
with
forgotten as (
    delete from landing.validation_result
    where
        file_id = any(%(file_id)s::bigint[])
        and check_no > (select max(counted.check_no) from unnest(%(check_no)s::smallint[]) as counted (check_no))
)

insert into landing.validation_result (
    file_id, check_no, suite_name, contract_version, expectation, field, rule, rows_checked, rows_failed
)
select
    counted.file_id,
    counted.check_no,
    counted.suite_name,
    counted.contract_version,
    counted.expectation,
    counted.field,
    counted.rule,
    counted.rows_checked,
    counted.rows_failed
from
    unnest(
        %(file_id)s::bigint[], %(check_no)s::smallint[], %(suite_name)s::text[], %(contract_version)s::text[],
        %(expectation)s::text[], %(field)s::text[], %(rule)s::text[], %(rows_checked)s::bigint[], %(rows_failed)s::bigint[]
    ) as counted (
        file_id, check_no, suite_name, contract_version, expectation, field, rule, rows_checked, rows_failed
    )
on conflict (file_id, check_no) do update set
    suite_name = excluded.suite_name,
    contract_version = excluded.contract_version,
    expectation = excluded.expectation,
    field = excluded.field,
    rule = excluded.rule,
    rows_checked = excluded.rows_checked,
    rows_failed = excluded.rows_failed,
    validated_at = excluded.validated_at;
