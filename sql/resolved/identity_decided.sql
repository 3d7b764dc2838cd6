-- decisions made since the last run: one row per record that they are about
-- reads: resolved.identity_decision
select left_key as record_key
from resolved.identity_decision
where decision_id > %(last_decision_id)s
union
select right_key as record_key
from resolved.identity_decision
where decision_id > %(last_decision_id)s;
