-- mart.phone_risk: one row per number that any feed names
-- reads: core.phone, network.phone_risk
-- writes: mart.phone_risk
-- why: what the network says of a number.
create view mart.phone_risk as
select
    phone.msisdn,
    risk.scam_score,
    risk.is_flagged,
    risk.role,
    risk.gang_id,
    risk.reasons
from network.phone_risk as risk
inner join core.phone as phone on risk.phone_id = phone.phone_id;
