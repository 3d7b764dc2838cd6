-- frame call_words: one row per call that is asked for by its place: its record, in the order of places
-- reads: core.call
select source_ref
from core.call
where ctid = any(%(places)s::tid[])
order by ctid
