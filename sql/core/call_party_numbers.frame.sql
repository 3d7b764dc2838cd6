-- frame call_party_numbers: one row per report that knows its party's handset or cell, in numbers: texts by their hash, 0 for none
-- reads: core.call_party
-- why: as of transfer_numbers.
select
    started_at,
    phone_id,
    place,
    coalesce(hashtextextended(nullif(imei, ''), 0), 0) as imei,
    coalesce(hashtextextended(nullif(cell_id, ''), 0), 0) as cell_id
from core.call_party
where imei is not null or cell_id is not null
