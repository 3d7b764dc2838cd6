-- the newest file of that name: at most one row
-- reads: landing.delivered_file, landing.quarantine_decision
select
    file.file_id,
    file.status,
    file.reason,
    exists(
        select from landing.quarantine_decision as decision
        where decision.file_id = file.file_id and decision.row_no is null
    ) as is_released
from landing.delivered_file as file
where
    file.agency = %(agency)s
    and file.feed = %(feed)s
    and file.file_name = %(file_name)s
    and file.sha256 like %(sha256)s || '%%'
order by file.file_id desc
limit 1
for update of file;
