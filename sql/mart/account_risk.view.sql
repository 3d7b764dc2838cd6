-- mart.account_risk: one row per account that any feed names
-- reads: core.account, network.account_risk
-- writes: mart.account_risk
-- why: what the network says of an account, by the key that banks and officers use.
create view mart.account_risk as
select
    account.bank_code,
    account.account_no,
    risk.mule_score,
    risk.is_flagged,
    risk.role,
    risk.tier,
    risk.gang_id,
    risk.reasons
from network.account_risk as risk
inner join core.account as account on risk.account_id = account.account_id;
