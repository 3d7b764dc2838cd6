-- names of persons that are taken: one row per name
-- reads: resolved.person
select person_key
from resolved.person
where person_key = any(%(names)s);
