-- mart.gang: one row per gang
-- reads: network.gang
-- writes: mart.gang
-- why: the gangs that the network shows, their size and the loss that complaints lay at their door.
create view mart.gang as
select
    gang_id,
    account_count,
    phone_count,
    complaint_count,
    loss_amount,
    first_seen,
    last_seen,
    confidence
from network.gang;
