-- frame transfer_words: one row per transfer that is asked for by its place: its texts, in the order of places
-- reads: core.posting
select
    end_to_end_id,
    device_id,
    remark
from core.posting
where ctid = any(%(places)s::tid[])
order by ctid
