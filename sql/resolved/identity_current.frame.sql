-- frame identity_current: one row per account or SIM with a holder, as last delivered
-- reads: core.account, core.account_snapshot, core.subscriber
with latest as (
    select distinct on (account_id)
        account_id,
        holder_type,
        holder_id,
        name_th_key,
        name_en,
        phone_id,
        device_id,
        branch_province
    from core.account_snapshot
    order by account_id asc, snapshot_at desc
)

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
from latest
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
    select distinct on (iccid) *
    from core.subscriber
    order by iccid asc, agency desc
) as card
order by record_key
