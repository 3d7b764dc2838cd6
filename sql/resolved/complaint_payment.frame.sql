-- frame complaint_payment: one row per payment of a victim, as recovered from the banks' own rows
-- reads: resolved.complaint_payment
select
    complaint_id,
    seq,
    account_id,
    paid_at,
    certainty,
    how,
    coalesce(transfer_id, -1) as transfer_id,
    (amount * 100)::bigint as amount_satang
from resolved.complaint_payment
order by complaint_id, seq
