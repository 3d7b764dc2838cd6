-- frame account_numbers: one row per account whose latest snapshot names a device: its hash
-- reads: core.account_version
-- why: as of transfer_numbers, where it is held against the devices of payments.
with latest as (
    select distinct on (account_id)
        account_id,
        device_id
    from core.account_version
    order by account_id asc, snapshot_at desc, file_id desc, row_no desc
)

select
    account_id,
    hashtextextended(device_id, 0) as device_id
from latest
where device_id <> ''
