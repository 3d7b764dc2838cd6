-- frame freeze_proposal: one row per complaint and account, as proposed now
-- reads: action.freeze_proposal
select
    complaint_id,
    account_id,
    hop,
    certainty,
    as_of,
    status,
    reason,
    (traced_amount * 100)::bigint as traced_satang
from action.freeze_proposal
where superseded_at is null
order by complaint_id, account_id
