-- one row per model that may be used, the learnt factors before the calibrated rules
-- reads: network.model
-- why: the first that passes its checks scores the accounts; of each method only the last counts, so one that was not promoted puts
-- those before it out.
with last_learnt as (
    select distinct on (learnt.method)
        learnt.version,
        learnt.method,
        learnt.trained_at,
        learnt.rules,
        learnt.parameters,
        learnt.is_promoted
    from network.model as learnt
    order by learnt.method desc, learnt.version desc
)

select
    last_learnt.version,
    last_learnt.method,
    last_learnt.trained_at,
    last_learnt.rules,
    last_learnt.parameters::text as parameters
from last_learnt
where last_learnt.is_promoted
order by last_learnt.method desc
