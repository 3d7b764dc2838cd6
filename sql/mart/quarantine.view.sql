-- mart.quarantine: one row per data row put aside
-- reads: landing.delivered_file, landing.quarantined_row
-- writes: mart.quarantine
-- why: every bad row with its reason and its text; tips appear without their reporter.
create view mart.quarantine as
select
    file.agency,
    file.feed,
    file.file_name,
    put_aside.row_no,
    put_aside.reason,
    put_aside.raw,
    put_aside.field,
    put_aside.rule
from landing.quarantined_row as put_aside
inner join landing.delivered_file as file on put_aside.file_id = file.file_id;
