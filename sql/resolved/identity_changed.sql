-- records that files brought or changed: one row per account or SIM of these files that is not as it was when last resolved
-- reads: core.account, core.account_version, core.account_snapshot, core.subscriber_version, core.subscriber, resolved.identity_record
-- why: a snapshot a day changes balances; who holds what hardly ever.
with named as (
    select distinct account_id
    from core.account_version
    where file_id = any(%(account)s)
),

cards as (
    select distinct iccid
    from core.subscriber_version
    where file_id = any(%(subscriber)s)
),

now_known as (
    select
        'account:' || account.bank_code || ':' || account.account_no as record_key,
        'account' as kind,
        latest.account_id,
        null as iccid,
        case latest.holder_type when 'COMPANY' then 'COMPANY' end as id_type,
        latest.holder_id as id_no,
        latest.name_th_key as name_th,
        latest.name_en,
        latest.phone_id,
        latest.device_id,
        latest.branch_province as province
    from (
        select distinct on (shown.account_id) shown.*
        from core.account_snapshot as shown
        inner join named on shown.account_id = named.account_id
        order by shown.account_id asc, shown.snapshot_at desc
    ) as latest
    inner join core.account as account on latest.account_id = account.account_id
    where latest.holder_id is not null or latest.name_th_key is not null
    union all
    select
        'sim:' || card.iccid as record_key,
        'sim' as kind,
        null as account_id,
        card.iccid,
        card.id_type,
        card.id_no,
        card.name_th_key as name_th,
        null as name_en,
        card.phone_id,
        null as device_id,
        null as province
    from (
        select distinct on (shown.iccid) shown.*
        from core.subscriber as shown
        inner join cards on shown.iccid = cards.iccid
        order by shown.iccid asc, shown.agency desc
    ) as card
)

select now_known.*
from now_known
left join resolved.identity_record as known on now_known.record_key = known.record_key
where
    known.record_key is null
    or (
        now_known.id_type, now_known.id_no, now_known.name_th, now_known.name_en,
        now_known.phone_id, now_known.device_id, now_known.province
    ) is distinct from (
        known.id_type, known.id_no, known.name_th, known.name_en, known.phone_id, known.device_id, known.province
    )
order by now_known.record_key;
