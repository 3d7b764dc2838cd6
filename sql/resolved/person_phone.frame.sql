-- frame person_phone: one row per row of the table
-- reads: resolved.person_phone
select
    person_id,
    phone_id,
    rule
from resolved.person_phone
order by person_id, phone_id
