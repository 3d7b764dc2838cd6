-- frame person: one row per row of the table
-- reads: resolved.person
select
    person_id,
    person_key,
    name
from resolved.person
order by person_id, person_key
