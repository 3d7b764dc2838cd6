-- frame call_party_words: one row per report that is asked for by its place: handset and cell, in the order asked
-- reads: core.call_report
select
    report.imei,
    report.cell_id
from unnest(%(places)s::tid[]) with ordinality as asked (place, seq)
inner join core.call_report as report on asked.place = report.ctid
order by asked.seq
