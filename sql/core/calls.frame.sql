-- frame calls: one row per call or message
-- reads: core.call
select
    call_id,
    source_ref,
    started_at,
    a_phone_id,
    b_phone_id,
    duration_s,
    call_type
from core.call
