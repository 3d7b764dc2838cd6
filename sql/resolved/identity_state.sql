-- where the last run stood, and what has come since: one row
-- reads: resolved.identity_run, resolved.identity_model, resolved.identity_decision, resolved.identity_record, resolved.person
with latest as (
    select
        run_id,
        model_version,
        last_decision_id
    from resolved.identity_run
    order by run_id desc
    limit 1
)

select
    (select latest.run_id from latest) as run_id,
    (select latest.model_version from latest) as model_version,
    (select latest.last_decision_id from latest) as last_decision_id,
    (select max(trained.model_version) from resolved.identity_model as trained) as newest_model,
    (select max(made.decision_id) from resolved.identity_decision as made) as newest_decision,
    (select count(*) from resolved.identity_record) as record_count,
    (select max(person.person_id) from resolved.person) as last_person_id;
