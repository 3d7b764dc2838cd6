-- core.posting and core.transfer: one row per posting of a bank; one row per transfer, whoever reported it
-- reads: staging.posting, core.account, core.posting
-- writes: core.account, core.posting, core.transfer
-- why: both banks' reports are kept, and are one transfer. The debtor's bank knows its customer's device and the moment of booking
-- best, so its report is believed whatever the order of arrival. Returns the rows loaded per file.
select pg_advisory_xact_lock(hashtext('core.transfer'));

insert into core.account (bank_code, account_no)
select
    named.bank_code,
    named.account_no
from (
    select
        debtor_bank as bank_code,
        debtor_account as account_no
    from pg_temp.posting
    union
    select
        creditor_bank,
        creditor_account
    from pg_temp.posting
) as named
where
    not exists (
        select from core.account as known
        where known.bank_code = named.bank_code and known.account_no = named.account_no
    )
order by named.bank_code, named.account_no
on conflict do nothing;

with loaded as (
    insert into core.posting (
        reporting_bank, tx_id, end_to_end_id, booked_at, debtor_bank, debtor_account, creditor_bank,
        creditor_account, amount, currency, channel, device_id, ip_address, remark, file_id, row_no
    )
    select
        reporting_bank,
        tx_id,
        coalesce(end_to_end_id, reporting_bank || ':' || tx_id) as end_to_end_id,
        booked_at,
        debtor_bank,
        debtor_account,
        creditor_bank,
        creditor_account,
        amount,
        currency,
        channel,
        device_id,
        ip_address,
        remark,
        file_id,
        row_no
    from pg_temp.posting
    order by file_id, row_no
    on conflict (reporting_bank, tx_id) do nothing
    returning *
),

reported as (
    select distinct on (loaded.end_to_end_id, debtor.account_id, creditor.account_id)
        loaded.end_to_end_id,
        loaded.booked_at,
        debtor.account_id as debtor_id,
        creditor.account_id as creditor_id,
        loaded.amount,
        loaded.currency,
        loaded.channel,
        loaded.device_id,
        loaded.ip_address,
        loaded.remark,
        loaded.reporting_bank = loaded.debtor_bank as is_debtor_report
    from loaded
    inner join core.account as debtor
        on loaded.debtor_bank = debtor.bank_code and loaded.debtor_account = debtor.account_no
    inner join core.account as creditor
        on loaded.creditor_bank = creditor.bank_code and loaded.creditor_account = creditor.account_no
    order by loaded.end_to_end_id, debtor.account_id, creditor.account_id, loaded.file_id, loaded.row_no
),

merged as (
    insert into core.transfer as known (
        end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, device_id,
        ip_address, remark, is_debtor_report, report_count
    )
    select
        end_to_end_id,
        booked_at,
        debtor_id,
        creditor_id,
        amount,
        currency,
        channel,
        device_id,
        ip_address,
        remark,
        is_debtor_report,
        1 as report_count
    from reported
    on conflict (end_to_end_id, debtor_id, creditor_id) do update
        set
            booked_at = case when excluded.is_debtor_report then excluded.booked_at else known.booked_at end,
            amount = case when excluded.is_debtor_report then excluded.amount else known.amount end,
            channel = case when excluded.is_debtor_report then excluded.channel else known.channel end,
            device_id = case
                when excluded.is_debtor_report then coalesce(excluded.device_id, known.device_id)
                else coalesce(known.device_id, excluded.device_id)
            end,
            ip_address = case
                when excluded.is_debtor_report then coalesce(excluded.ip_address, known.ip_address)
                else coalesce(known.ip_address, excluded.ip_address)
            end,
            remark = case
                when excluded.is_debtor_report then coalesce(excluded.remark, known.remark)
                else coalesce(known.remark, excluded.remark)
            end,
            is_debtor_report = known.is_debtor_report or excluded.is_debtor_report,
            report_count = known.report_count + 1
    returning known.transfer_id
)

select
    loaded.file_id,
    count(*) as loaded_count
from loaded
group by loaded.file_id;
