-- frame sims: one row per SIM
-- reads: core.subscriber
select
    iccid,
    phone_id,
    imsi,
    id_type,
    id_no,
    name_th_key as name_th,
    activated_at,
    dealer_code,
    status,
    agency
from core.subscriber
order by iccid, agency
