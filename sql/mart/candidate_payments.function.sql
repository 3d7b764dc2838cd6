-- mart.candidate_payments: one row per payment that a victim remembers and transfer that it may mean, the likeliest first
-- reads: core.account, core.complaint, core.transfer
-- writes: mart.candidate_payments
-- why: victims mistype an account by a digit and remember times to the quarter of an hour; the banks' own rows know better. Looked up by
-- account and time: the victim's, the one named (also at another bank), and those whose number is one digit off (more, fewer, other,
-- two of them swapped), so that a complaint costs the same whatever the history. What may be meant and how likely include/resolve/repair.py
-- defines, for all complaints at once; a test holds this to it.
create function mart.candidate_payments(complaint_ids text[])
returns table (
    complaint_id text,
    seq integer,
    place bigint,
    certainty double precision,
    how text,
    transfer_id bigint,
    end_to_end_id text,
    booked_at timestamptz,
    debtor_id integer,
    creditor_id integer,
    from_key text,
    to_key text,
    amount numeric
)
language sql
stable
security definer
set search_path = ''
as $$
    with claim as materialized (
        select
            complaint.complaint_id,
            (told.seq - 1)::integer as seq,
            complaint.reported_at,
            victim.account_id as victim_id,
            named.account_id as named_id,
            named.bank_code,
            named.account_no,
            round((told.item ->> 'amount')::numeric, 2) as amount,
            (told.item ->> 'at')::timestamptz as paid_at
        from core.complaint as complaint
        cross join lateral jsonb_array_elements(complaint.transfers) with ordinality as told (item, seq)
        inner join core.account as named
            on told.item ->> 'bank_code' = named.bank_code and told.item ->> 'account_no' = named.account_no
        left join core.account as victim
            on complaint.victim_bank_code = victim.bank_code and complaint.victim_account_no = victim.account_no
        where complaint.complaint_id = any(complaint_ids)
    ),

    near as materialized (
        select distinct
            claim.complaint_id,
            claim.seq,
            account.account_id
        from claim
        cross join lateral generate_series(0, length(claim.account_no)) as cut (at)
        cross join lateral (
            select left(claim.account_no, cut.at) || digit || substr(claim.account_no, cut.at + tail.first) as account_no
            from generate_series(0, 9) as digit
            cross join (values (1), (2)) as tail (first)
            union all
            select left(claim.account_no, cut.at) || substr(claim.account_no, cut.at + 2)
            union all
            select
                left(claim.account_no, cut.at) || substr(claim.account_no, cut.at + 2, 1)
                || substr(claim.account_no, cut.at + 1, 1) || substr(claim.account_no, cut.at + 3)
        ) as typed
        inner join core.account as account
            on claim.bank_code = account.bank_code and typed.account_no = account.account_no
        where account.account_id <> claim.named_id
    ),

    found as materialized (
        select
            claim.complaint_id,
            claim.seq,
            paid.*,
            coalesce(paid.debtor_id = claim.victim_id, false) as is_victims,
            paid.creditor_id = claim.named_id as is_named,
            paid.amount = claim.amount as is_same_amount,
            creditor.bank_code <> claim.bank_code and creditor.account_no = claim.account_no as is_elsewhere,
            exists (
                select from near
                where
                    near.complaint_id = claim.complaint_id
                    and near.seq = claim.seq
                    and near.account_id = paid.creditor_id
            ) as is_near,
            greatest(paid.booked_at - claim.paid_at, claim.paid_at - paid.booked_at) as gap
        from claim
        cross join lateral (
            select
                transfer.transfer_id,
                transfer.end_to_end_id,
                transfer.booked_at,
                transfer.debtor_id,
                transfer.creditor_id,
                transfer.amount
            from core.transfer as transfer
            where
                transfer.debtor_id = claim.victim_id
                and transfer.booked_at between claim.paid_at - interval '6 hours' and claim.paid_at + interval '6 hours'
                and abs(transfer.amount - claim.amount) <= greatest(1, 0.01 * claim.amount)
            union distinct
            select
                transfer.transfer_id,
                transfer.end_to_end_id,
                transfer.booked_at,
                transfer.debtor_id,
                transfer.creditor_id,
                transfer.amount
            from core.transfer as transfer
            where
                transfer.creditor_id = claim.named_id
                and transfer.booked_at between claim.paid_at - interval '6 hours' and claim.paid_at + interval '6 hours'
                and abs(transfer.amount - claim.amount) <= greatest(1, 0.01 * claim.amount)
            union distinct
            select
                transfer.transfer_id,
                transfer.end_to_end_id,
                transfer.booked_at,
                transfer.debtor_id,
                transfer.creditor_id,
                transfer.amount
            from core.transfer as transfer
            where
                transfer.creditor_id = any(
                    array(
                        select near.account_id
                        from near
                        where near.complaint_id = claim.complaint_id and near.seq = claim.seq
                    )
                )
                and transfer.booked_at between claim.paid_at - interval '6 hours' and claim.paid_at + interval '6 hours'
                and transfer.amount = claim.amount
        ) as paid
        inner join core.account as creditor on paid.creditor_id = creditor.account_id
        where paid.booked_at <= claim.reported_at + interval '1 hour'
    ),

    judged as (
        select
            found.*,
            case
                when found.is_victims and found.is_named then 'victim_paid_named'
                when found.is_victims and (found.is_near or found.is_elsewhere) then 'victim_paid_mistyped'
                when found.is_named then 'named_received'
                when found.is_victims and (found.gap <= interval '90 minutes' or found.is_same_amount) then 'victim_paid_other'
                when found.is_near and found.gap <= interval '90 minutes' then 'mistyped_received'
            end as how
        from found
    )

    select
        judged.complaint_id,
        judged.seq,
        row_number() over (
            partition by judged.complaint_id, judged.seq
            order by rule.certainty desc, judged.gap, judged.end_to_end_id
        ) as place,
        rule.certainty,
        judged.how,
        judged.transfer_id,
        judged.end_to_end_id,
        judged.booked_at,
        judged.debtor_id,
        judged.creditor_id,
        debtor.bank_code || ':' || debtor.account_no as from_key,
        creditor.bank_code || ':' || creditor.account_no as to_key,
        judged.amount
    from judged
    inner join (
        values
        ('victim_paid_named', 0.99::double precision),
        ('victim_paid_mistyped', 0.95),
        ('named_received', 0.9),
        ('mistyped_received', 0.75),
        ('victim_paid_other', 0.7)
    ) as rule (how, certainty)
        on judged.how = rule.how
    inner join core.account as debtor on judged.debtor_id = debtor.account_id
    inner join core.account as creditor on judged.creditor_id = creditor.account_id
    order by judged.complaint_id, judged.seq, place
$$;
