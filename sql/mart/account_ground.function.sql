-- mart.account_ground: one row per asked complaint and account: whose it is, its score, its balance then, and its past
-- reads: core.account, core.account_version, core.posting, core.transfer, network.account_risk
-- writes: mart.account_ground
-- why: all that a proposal is judged by, of the accounts that a trace has reached and of nobody else; never more than 20,000 rows a side.
-- What is there at all is asked in the order of its index: `exists` could read the whole table.
create function mart.account_ground(
    complaint_ids text[], account_ids integer[], since timestamptz[], as_of timestamptz[]
)
returns table (
    complaint_id text,
    account_id integer,
    bank_code text,
    account_no text,
    holder_type text,
    mule_score double precision,
    payments bigint,
    payers bigint,
    is_unseen boolean,
    senders bigint,
    receivers bigint,
    largest numeric,
    balance numeric,
    outflow numeric
)
language sql
stable
security definer
set search_path = ''
as $$
    select
        asked.complaint_id,
        asked.account_id,
        account.bank_code,
        account.account_no,
        holder.holder_type,
        risk.mule_score,
        past.payments,
        past.payers,
        shown.tx_id is null as is_unseen,
        crowd.senders,
        crowd.receivers,
        past.largest,
        case when flow.row_count < 20000 and told.balance + flow.total >= 0 then told.balance + flow.total end as balance,
        outflow.total as outflow
    from unnest(complaint_ids, account_ids, since, as_of) as asked (complaint_id, account_id, since, as_of)
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
    left join lateral (
        select posting.tx_id
        from core.posting as posting
        where posting.reporting_bank = account.bank_code
        order by posting.reporting_bank, posting.tx_id
        limit 1
    ) as shown on true
    left join lateral (
        with movement as (
            (
                select transfer.amount
                from core.transfer as transfer
                where
                    transfer.creditor_id = asked.account_id
                    and transfer.booked_at >= told.snapshot_at
                    and transfer.booked_at <= asked.as_of
                order by transfer.booked_at
                limit 20000
            )
            union all
            (
                select -transfer.amount as amount
                from core.transfer as transfer
                where
                    transfer.debtor_id = asked.account_id
                    and transfer.booked_at >= told.snapshot_at
                    and transfer.booked_at <= asked.as_of
                order by transfer.booked_at
                limit 20000
            )
        )

        select
            count(*) as row_count,
            coalesce(sum(movement.amount), 0) as total
        from movement
    ) as flow on true
    left join lateral (
        with credit as (
            select
                transfer.debtor_id,
                transfer.amount
            from core.transfer as transfer
            where transfer.creditor_id = asked.account_id and transfer.booked_at < asked.since
            order by transfer.booked_at desc
            limit 20000
        )

        select
            count(*) as payments,
            count(distinct credit.debtor_id) as payers,
            coalesce(max(credit.amount), 0) as largest
        from credit
    ) as past on true
    left join lateral (
        with debit as (
            select transfer.amount
            from core.transfer as transfer
            where
                transfer.debtor_id = asked.account_id
                and transfer.booked_at > asked.as_of - interval '1 day'
                and transfer.booked_at <= asked.as_of
            order by transfer.booked_at
            limit 20000
        )

        select coalesce(sum(debit.amount), 0) as total
        from debit
    ) as outflow on true
    -- Who serves many is paid by many and pays many. Only where no bank tells whose account it is, and of the latest 1,000 a side.
    left join lateral (
        select
            (
                select count(distinct came.debtor_id)
                from (
                    select transfer.debtor_id
                    from core.transfer as transfer
                    where
                        shown.tx_id is null
                        and transfer.creditor_id = asked.account_id
                        and transfer.booked_at <= asked.as_of
                    order by transfer.booked_at desc
                    limit 1000
                ) as came
            ) as senders,
            (
                select count(distinct went.creditor_id)
                from (
                    select transfer.creditor_id
                    from core.transfer as transfer
                    where
                        shown.tx_id is null
                        and transfer.debtor_id = asked.account_id
                        and transfer.booked_at <= asked.as_of
                    order by transfer.booked_at desc
                    limit 1000
                ) as went
            ) as receivers
    ) as crowd on true
    order by asked.complaint_id, asked.account_id;
$$;
