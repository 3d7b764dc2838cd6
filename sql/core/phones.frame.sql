-- frame phones: one row per number that any feed names
-- reads: core.phone
select
    phone_id,
    msisdn
from core.phone
order by msisdn
