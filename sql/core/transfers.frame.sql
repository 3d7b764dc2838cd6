-- frame transfers: one row per transfer
-- reads: core.transfer
select
    transfer_id,
    end_to_end_id,
    booked_at,
    debtor_id,
    creditor_id,
    channel,
    device_id,
    ip_address,
    remark,
    (amount * 100)::bigint as amount_satang
from core.transfer
