-- frame account_ground: one row per asked complaint and account, and what is known of it
-- reads: mart.account_ground
select
    complaint_id,
    account_id,
    bank_code,
    account_no,
    holder_type,
    mule_score,
    payments,
    payers,
    is_unseen,
    senders,
    receivers,
    (largest * 100)::bigint as largest_satang,
    (balance * 100)::bigint as balance_satang,
    (outflow * 100)::bigint as outflow_satang
from
    mart.account_ground(
        %(complaint_id)s::text[], %(account_id)s::integer[], %(since)s::timestamptz[], %(as_of)s::timestamptz[]
    )
