-- frame snapshots: one row per account and snapshot
-- reads: core.account_snapshot
select
    account_id,
    snapshot_at,
    status,
    (balance * 100)::bigint as balance_satang
from core.account_snapshot
where balance is not null
order by account_id, snapshot_at
