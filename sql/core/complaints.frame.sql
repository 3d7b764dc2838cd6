-- frame complaints: one row per complaint
-- reads: core.complaint, core.phone, core.account
select
    complaint.complaint_id,
    complaint.reported_at,
    complaint.channel,
    complaint.complaint_type,
    complaint.command_code,
    complaint.province,
    complaint.victim_ref,
    coalesce(phone.phone_id, -1) as victim_phone_id,
    coalesce(account.account_id, -1) as victim_account_id,
    (coalesce(complaint.loss_amount, 0) * 100)::bigint as loss_satang
from core.complaint as complaint
left join core.phone as phone on complaint.victim_phone = phone.msisdn
left join core.account as account
    on complaint.victim_bank_code = account.bank_code and complaint.victim_account_no = account.account_no
order by complaint.complaint_id
