-- frame identity_decision: one row per decision, oldest first
-- reads: resolved.identity_decision
select
    left_key,
    right_key,
    decision
from resolved.identity_decision
order by decision_id
