-- frame claim_candidate: one row per transfer that a payment of the asked complaints may mean
-- reads: mart.candidate_payments
select distinct
    transfer_id,
    end_to_end_id,
    booked_at,
    debtor_id,
    creditor_id,
    (amount * 100)::bigint as amount_satang
from mart.candidate_payments(%(complaint_ids)s::text[])
order by transfer_id
