-- action.hold_part: one row per request that is named and complaint whose money it is for
-- reads: action.freeze_request_part
select
    request_id,
    complaint_id,
    hop,
    traced_amount,
    reported_at
from action.freeze_request_part
where request_id = any(%(request_ids)s)
order by request_id, complaint_id
