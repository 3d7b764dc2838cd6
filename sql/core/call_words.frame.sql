-- frame call_words: one row per call that is asked for by its place: where its record stands, in the order asked
-- reads: core.call
select shown.source_ref
from unnest(%(places)s::tid[]) with ordinality as asked (place, seq)
inner join core.call as shown on asked.place = shown.ctid
order by asked.seq
