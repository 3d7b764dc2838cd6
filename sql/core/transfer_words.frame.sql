-- frame transfer_words: one row per transfer that is asked for by its place: its texts, in the order asked
-- reads: core.posting
select
    posting.end_to_end_id,
    posting.device_id,
    posting.remark
from unnest(%(places)s::tid[]) with ordinality as asked (place, seq)
inner join core.posting as posting on asked.place = posting.ctid
order by asked.seq
