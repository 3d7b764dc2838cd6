-- frame call_parties: one row per report that knows its party's handset, SIM or cell
-- reads: core.call_party
select
    call_id,
    started_at,
    imei,
    imsi,
    cell_id,
    phone_id
from core.call_party
