-- what a run replaces: rows of the records that it resolved anew, and of their persons
-- writes: resolved.person_account, resolved.person_sim, resolved.person, resolved.identity_link, resolved.identity_record
delete from resolved.person_account
where account_id = any(%(accounts)s);
delete from resolved.person_sim
where iccid = any(%(iccids)s);
delete from resolved.person
where person_id = any(%(persons)s);
delete from resolved.identity_link
where left_key = any(%(keys)s);
delete from resolved.identity_record
where record_key = any(%(keys)s);
