-- frame call_party_words: one row per report that is asked for by its place: handset and cell, in the order of places
-- reads: core.call_report
select
    imei,
    cell_id
from core.call_report
where ctid = any(%(places)s::tid[])
order by ctid
