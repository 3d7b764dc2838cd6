-- check: one row per recent transfer whose two banks report different amounts
-- loudness: warn
-- reads: landing.delivered_file, core.posting
-- why: one of the banks is wrong; the debtor's is believed until they agree. Files of the last day are looked at.
with recent as (
    select min(file_id) as first_id
    from landing.delivered_file
    where finished_at > now() - interval '1 day'
)

select
    debtors.reporting_bank,
    debtors.tx_id,
    creditors.reporting_bank as other_bank,
    creditors.tx_id as other_tx_id
from recent
inner join core.posting as creditors on recent.first_id <= creditors.file_id
inner join core.posting as debtors
    on
        creditors.end_to_end_id = debtors.end_to_end_id
        and creditors.debtor_id = debtors.debtor_id
        and creditors.creditor_id = debtors.creditor_id
where
    creditors.is_shared
    and not creditors.is_debtor_report
    and debtors.is_shared
    and debtors.is_debtor_report
    and creditors.amount <> debtors.amount;
