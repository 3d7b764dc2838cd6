-- core.complaint: one row per complaint, as last corrected
-- reads: core.complaint_version
-- writes: core.complaint
-- why: the newest version is what is believed; older ones stay in core.complaint_version.
create view core.complaint as
select distinct on (complaint_id)
    complaint_id,
    reported_at,
    channel,
    complaint_type,
    command_code,
    province,
    victim_ref,
    victim_phone,
    victim_bank_code,
    victim_account_no,
    loss_amount,
    transfers,
    phones,
    line_ids,
    domains,
    urls,
    names,
    narrative
from core.complaint_version
order by complaint_id asc, file_id desc, row_no desc;
