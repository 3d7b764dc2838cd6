-- the records that changed ones may concern: one row per record as last resolved, with its person
-- reads: resolved.identity_record, resolved.identity_link, resolved.person
-- why: whoever shares a document, phone or device with a changed record, and all whom links tie to those: nobody else can change.
with recursive near as (
    select record_key
    from resolved.identity_record
    where record_key = any(%(keys)s)
    union
    select record_key
    from resolved.identity_record
    where id_key = any(%(ids)s)
    union
    select record_key
    from resolved.identity_record
    where phone_id = any(%(phones)s)
    union
    select record_key
    from resolved.identity_record
    where device_id = any(%(devices)s)
),

tied as (
    select record_key
    from near
    union
    select case link.left_key when tied.record_key then link.right_key else link.left_key end
    from tied
    inner join resolved.identity_link as link on tied.record_key in (link.left_key, link.right_key)
)

select
    known.record_key,
    known.kind,
    known.account_id,
    known.iccid,
    known.id_type,
    known.id_no,
    known.name_th,
    known.name_en,
    known.phone_id,
    known.device_id,
    known.province,
    person.person_id,
    person.person_key
from tied
inner join resolved.identity_record as known on tied.record_key = known.record_key
inner join resolved.person as person on known.person_id = person.person_id
order by known.record_key;
