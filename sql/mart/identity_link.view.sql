-- mart.identity_link: one row per pair of records that speaks for one person, or about which people decided
-- reads: resolved.identity_link, resolved.identity_decision, resolved.identity_record, resolved.person
-- writes: mart.identity_link
-- why: "why are these two one person" is one query. Records appear by their keys, persons by a keyed pseudonym; no name, no id.
create view mart.identity_link as
with holder as (
    select
        known.record_key,
        person.pseudonym as person_key
    from resolved.identity_record as known
    inner join resolved.person as person on known.person_id = person.person_id
),

decided as (
    select distinct on (left_key, right_key)
        left_key,
        right_key,
        decision,
        reason,
        decided_by,
        decided_at
    from resolved.identity_decision
    order by left_key asc, right_key asc, decision_id desc
),

pair as (
    select
        left_key,
        right_key
    from resolved.identity_link
    union
    select
        left_key,
        right_key
    from decided
)

select
    pair.left_key,
    pair.right_key,
    one.person_key as left_person_key,
    other.person_key as right_person_key,
    link.rule,
    link.match_weight,
    link.match_probability,
    link.contributions,
    link.model_version,
    decided.decision,
    decided.reason,
    decided.decided_by,
    decided.decided_at,
    coalesce(one.person_key = other.person_key, false) as is_one_person
from pair
left join resolved.identity_link as link on pair.left_key = link.left_key and pair.right_key = link.right_key
left join decided on pair.left_key = decided.left_key and pair.right_key = decided.right_key
left join holder as one on pair.left_key = one.record_key
left join holder as other on pair.right_key = other.record_key;
