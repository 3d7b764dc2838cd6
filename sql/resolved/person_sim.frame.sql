-- frame person_sim: one row per row of the table
-- reads: resolved.person_sim
select
    person_id,
    iccid,
    rule
from resolved.person_sim
order by person_id, iccid
