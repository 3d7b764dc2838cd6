-- core.freeze_response: one row per bank's answer to a freeze request, as last given
-- reads: core.freeze_response_version
-- writes: core.freeze_response
-- why: the newest version is what is believed; older ones stay in core.freeze_response_version.
create view core.freeze_response as
select distinct on (request_id)
    request_id,
    bank_code,
    account_no,
    responded_at,
    outcome,
    held_amount,
    reason
from core.freeze_response_version
order by request_id asc, file_id desc, row_no desc;
