-- frame asked_complaint: one row per complaint that is asked for
-- reads: core.complaint, core.account
select
    complaint.complaint_id,
    complaint.reported_at,
    coalesce(account.account_id, -1) as victim_account_id,
    (coalesce(complaint.loss_amount, 0) * 100)::bigint as loss_satang
from core.complaint as complaint
left join core.account as account
    on complaint.victim_bank_code = account.bank_code and complaint.victim_account_no = account.account_no
where complaint.complaint_id in (select unnest(%(complaint_ids)s::text[]))
order by complaint.complaint_id
