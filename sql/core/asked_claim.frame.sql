-- frame asked_claim: one row per payment as the victim of a complaint that is asked for remembers it
-- reads: core.complaint, core.account
select
    complaint.complaint_id,
    account.account_id,
    (payment.seq - 1)::integer as seq,
    round((payment.item ->> 'amount')::numeric * 100)::bigint as amount_satang,
    (payment.item ->> 'at')::timestamptz as paid_at
from core.complaint as complaint
cross join lateral jsonb_array_elements(complaint.transfers) with ordinality as payment (item, seq)
inner join core.account as account
    on
        payment.item ->> 'bank_code' = account.bank_code
        and payment.item ->> 'account_no' = account.account_no
where complaint.complaint_id in (select unnest(%(complaint_ids)s::text[]))
order by complaint.complaint_id, payment.seq
