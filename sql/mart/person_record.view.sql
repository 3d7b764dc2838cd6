-- mart.person_record: one row per account or SIM with a holder, and its person
-- reads: resolved.identity_record, resolved.person
-- writes: mart.person_record
-- why: all that is one person's, by pseudonym; mart.identity_link says why.
create view mart.person_record as
select
    known.record_key,
    known.kind,
    person.pseudonym as person_key
from resolved.identity_record as known
inner join resolved.person as person on known.person_id = person.person_id;
