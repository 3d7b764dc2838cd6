-- one row: how much there is to learn from, and what the last training had
-- reads: core.complaint, network.model
-- why: a training runs where complaints have grown by a quarter, the rules have changed, or a week has passed.
with told as (
    select count(*) as complaint_count from core.complaint
),

last_learnt as (
    select
        learnt.complaint_count,
        learnt.trained_at,
        learnt.rules
    from network.model as learnt
    order by learnt.version desc
    limit 1
)

select
    told.complaint_count,
    last_learnt.complaint_count as learnt_count,
    last_learnt.trained_at,
    last_learnt.rules
from told
left join last_learnt on true
