-- frame account_risk: one row per account and what the network says of it
-- reads: network.account_risk
select
    account_id,
    mule_score,
    is_flagged,
    role,
    tier,
    gang_id
from network.account_risk
order by account_id
