-- links between these records: one row per link
-- reads: resolved.identity_link
select
    left_key,
    right_key,
    rule,
    match_weight,
    match_probability,
    is_kept,
    contributions
from resolved.identity_link
where left_key = any(%(keys)s) and right_key = any(%(keys)s)
order by left_key, right_key, rule;
