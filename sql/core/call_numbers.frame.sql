-- frame call_numbers: one row per call or message, in numbers: texts by their hash
-- reads: core.call
-- why: as of transfer_numbers.
select
    call_id,
    started_at,
    a_phone_id,
    b_phone_id,
    duration_s,
    ctid as place,
    call_type = 'VOICE' as is_voice,
    hashtextextended(source_ref, 0) as source_ref
from core.call
