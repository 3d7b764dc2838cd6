-- frame identity_known: one row per record as last resolved, with its person
-- reads: resolved.identity_record, resolved.person
select
    known.record_key,
    person.person_id,
    person.person_key
from resolved.identity_record as known
inner join resolved.person as person on known.person_id = person.person_id
order by known.record_key
