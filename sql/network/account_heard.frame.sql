-- frame account_heard: one row per account that the last run heard as a suspect, or nearly so
-- reads: network.account_risk
-- why: where a run begins to look for suspects; it finds the same without, a little later.
select account_id
from network.account_risk
where reasons <> '[]' or mule_score >= 0.1
