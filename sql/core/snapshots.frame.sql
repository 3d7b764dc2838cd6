-- frame snapshots: one row per account and snapshot
-- reads: core.account_snapshot
select
    account_id,
    snapshot_at,
    (balance * 100)::bigint as balance_satang,
    status
from core.account_snapshot
where balance is not null
order by account_id, snapshot_at
