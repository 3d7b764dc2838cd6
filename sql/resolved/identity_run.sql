-- resolved.identity_run: one row per run that found something to resolve
-- reads: resolved.person, resolved.identity_link
-- writes: resolved.identity_run
insert into resolved.identity_run (
    is_full, model_version, last_decision_id, changed_count, touched_count, person_count, link_count
)
select
    %(is_full)s,
    %(model_version)s,
    %(last_decision_id)s,
    %(changed)s,
    %(touched)s,
    (select count(*) from resolved.person) as person_count,
    (select count(*) from resolved.identity_link) as link_count;
