-- core.account_snapshot: one row per account and snapshot, as last corrected
-- reads: core.account_version
-- writes: core.account_snapshot
-- why: the newest version is what is believed; older ones stay in core.account_version.
create view core.account_snapshot as
select distinct on (account_id, snapshot_at)
    account_id,
    snapshot_at,
    account_type,
    holder_type,
    holder_id,
    name_th,
    name_th_key,
    name_en,
    phone_id,
    opened_on,
    branch_province,
    device_id,
    status,
    balance
from core.account_version
order by account_id asc, snapshot_at asc, file_id desc, row_no desc;
