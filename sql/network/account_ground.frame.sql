-- frame account_ground: one row per asked complaint and account: whose it is, its score, its balance then, and its past
-- reads: core.account, core.account_version, core.posting, core.transfer, network.account_risk
-- why: all that a proposal is judged by, of the accounts that a trace has reached and of nobody else; never more than 20,000 rows a side.
select
    asked.complaint_id,
    asked.account_id,
    account.bank_code,
    account.account_no,
    holder.holder_type,
    risk.mule_score,
    past.payments,
    past.payers,
    not exists (
        select from core.posting as posting
        where posting.reporting_bank = account.bank_code
    ) as is_unseen,
    (past.largest * 100)::bigint as largest_satang,
    (balance.known * 100)::bigint as balance_satang,
    (outflow.total * 100)::bigint as outflow_satang
from
    unnest(
        %(complaint_id)s::text[], %(account_id)s::integer[], %(since)s::timestamptz[], %(as_of)s::timestamptz[]
    ) as asked (complaint_id, account_id, since, as_of)
inner join core.account as account on asked.account_id = account.account_id
left join network.account_risk as risk on asked.account_id = risk.account_id
left join lateral (
    select version.holder_type
    from core.account_version as version
    where version.account_id = asked.account_id
    order by version.snapshot_at desc, version.file_id desc, version.row_no desc
    limit 1
) as holder on true
left join lateral (
    select
        version.snapshot_at,
        version.balance
    from core.account_version as version
    where
        version.account_id = asked.account_id
        and version.snapshot_at <= asked.as_of
        and version.balance is not null
    order by version.snapshot_at desc, version.file_id desc, version.row_no desc
    limit 1
) as told on true
cross join lateral (
    select
        count(*) as row_count,
        coalesce(sum(change.amount), 0) as total
    from (
        (
            select transfer.amount
            from core.transfer as transfer
            where
                transfer.creditor_id = asked.account_id
                and transfer.booked_at >= told.snapshot_at
                and transfer.booked_at <= asked.as_of
            limit 20000
        )
        union all
        (
            select -transfer.amount
            from core.transfer as transfer
            where
                transfer.debtor_id = asked.account_id
                and transfer.booked_at >= told.snapshot_at
                and transfer.booked_at <= asked.as_of
            limit 20000
        )
    ) as change
) as flow
cross join
    lateral (
        select case when told.balance + flow.total >= 0 and flow.row_count < 20000 then told.balance + flow.total end as known
    ) as balance
cross join lateral (
    select
        count(*) as payments,
        count(distinct credit.debtor_id) as payers,
        coalesce(max(credit.amount), 0) as largest
    from (
        select
            transfer.debtor_id,
            transfer.amount
        from core.transfer as transfer
        where transfer.creditor_id = asked.account_id and transfer.booked_at < asked.since
        order by transfer.booked_at desc
        limit 20000
    ) as credit
) as past
cross join lateral (
    select coalesce(sum(debit.amount), 0) as total
    from (
        select transfer.amount
        from core.transfer as transfer
        where
            transfer.debtor_id = asked.account_id
            and transfer.booked_at > asked.as_of - interval '1 day'
            and transfer.booked_at <= asked.as_of
        limit 20000
    ) as debit
) as outflow
order by asked.complaint_id, asked.account_id
