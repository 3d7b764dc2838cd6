-- frame phone_plain: one row per phone of which nothing is said but a score
-- reads: network.phone_risk
-- why: most of all phones; where the score is the same again, the row is not written.
select
    phone_id,
    scam_score
from network.phone_risk
where reasons = '[]' and not is_flagged and role is null and gang_id is null
