-- resolved.person_phone: one row per number and the person who uses it
-- reads: resolved.identity_record
-- writes: resolved.person_phone
-- why: a SIM's number is its registrant's; a number typed at a bank is the holder's only if no SIM tells and nobody else typed it.
delete from resolved.person_phone
where %(is_all)s or phone_id = any(%(phones)s);

with chosen as (
    select
        kind,
        phone_id,
        person_id
    from resolved.identity_record
    where phone_id is not null and (%(is_all)s or phone_id = any(%(phones)s))
),

told as (
    select
        phone_id,
        bool_or(kind = 'sim') as has_sim,
        count(distinct person_id) as person_count
    from chosen
    group by phone_id
)

insert into resolved.person_phone (person_id, phone_id, rule)
select distinct
    chosen.person_id,
    chosen.phone_id,
    case chosen.kind when 'sim' then 'registered_sim' else 'contact_of_account' end as rule
from chosen
inner join told on chosen.phone_id = told.phone_id
where chosen.kind = 'sim' or (not told.has_sim and told.person_count = 1);
