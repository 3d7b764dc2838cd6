-- frame phone_heard: one row per phone that the last run heard as a suspect, or nearly so
-- reads: network.phone_risk
-- why: where a run begins to look for suspects; it finds the same without, a little later.
select phone_id
from network.phone_risk
where reasons <> '[]' or scam_score >= 0.1
