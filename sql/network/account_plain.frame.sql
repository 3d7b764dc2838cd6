-- frame account_plain: one row per account of which nothing is said but a score
-- reads: network.account_risk
-- why: most of all accounts; where the score is the same again, the row is not written.
select
    account_id,
    mule_score
from network.account_risk
where reasons = '[]' and not is_flagged and role is null and gang_id is null
