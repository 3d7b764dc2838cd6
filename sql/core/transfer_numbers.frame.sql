-- frame transfer_numbers: one row per transfer, in numbers: texts by their hash, 0 for none
-- reads: core.posting
-- why: all transfers are read for what only all of them tell; words are fetched for those that are shown (transfer_words).
select
    posting_id as transfer_id,
    booked_at,
    debtor_id,
    creditor_id,
    ctid as place,
    (amount * 100)::bigint as amount_satang,
    hashtextextended(end_to_end_id, 0) as end_to_end_id,
    coalesce(hashtextextended(nullif(device_id, ''), 0), 0) as device_id,
    coalesce(hashtextextended(nullif(remark, ''), 0), 0) as remark
from core.posting
where is_believed
