-- mart.evidence: one row per record that an evidence id names
-- reads: core.posting, core.account, core.complaint, core.tip, core.call_report, core.phone
-- writes: mart.evidence
-- why: reasons and edges cite ids; this says what each of them is. No names, no contacts, no narratives.
create function mart.evidence(ref text)
returns table (kind text, at timestamptz, amount numeric, source_key text, target_key text, note text)
language sql
stable
security definer
set search_path = ''
rows 1
as $$
    select
        'transfer' as kind,
        posting.booked_at as at,
        posting.amount,
        debtor.bank_code || ':' || debtor.account_no as source_key,
        creditor.bank_code || ':' || creditor.account_no as target_key,
        posting.channel as note
    from (
        select * from core.posting
        where end_to_end_id = ref and is_debtor_report and is_believed
        union all
        select * from core.posting
        where end_to_end_id = ref and is_shared and not is_debtor_report and is_believed
    ) as posting
    inner join core.account as debtor on posting.debtor_id = debtor.account_id
    inner join core.account as creditor on posting.creditor_id = creditor.account_id
    union all
    select
        'complaint',
        complaint.reported_at,
        complaint.loss_amount,
        null,
        null,
        concat_ws(', ', complaint.complaint_type, complaint.command_code, complaint.province)
    from core.complaint as complaint
    where complaint.complaint_id = ref
    union all
    select
        'tip',
        tip.received_at,
        null,
        null,
        null,
        concat_ws(', ', tip.topic, tip.province)
    from core.tip as tip
    where tip.tip_id = ref
    union all
    select
        'call',
        report.started_at,
        null,
        caller.msisdn,
        callee.msisdn,
        report.duration_s || ' s'
    from core.call_report as report
    inner join core.phone as caller on report.a_phone_id = caller.phone_id
    inner join core.phone as callee on report.b_phone_id = callee.phone_id
    where report.agency = split_part(ref, ':', 1) and report.telco_call_id = split_part(ref, ':', 2)
    union all
    select
        split_part(ref, ':', 1),
        null,
        null,
        null,
        null,
        substr(ref, length(split_part(ref, ':', 1)) + 2)
    where
        split_part(ref, ':', 1) in (
            'device', 'imei', 'sim', 'cell', 'phone', 'account', 'watchlist', 'remark', 'contact_number', 'dealer', 'batch'
        );
$$;
