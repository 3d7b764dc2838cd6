-- conflicts among postings: one row per staged posting whose tx_id the bank has used with other content
-- reads: staging.posting, core.posting
-- why: a bank's posting never changes; the first report stays, the other is put aside for the bank to explain.
select
    staged.file_id,
    staged.row_no
from pg_temp.posting as staged
inner join core.posting as known
    on staged.reporting_bank = known.reporting_bank and staged.tx_id = known.tx_id
where
    (staged.file_id, staged.row_no) <> (known.file_id, known.row_no)
    and (
        coalesce(staged.end_to_end_id, staged.reporting_bank || ':' || staged.tx_id), staged.booked_at,
        staged.debtor_bank, staged.debtor_account, staged.creditor_bank, staged.creditor_account,
        staged.amount, staged.currency, staged.channel, staged.device_id, staged.ip_address, staged.remark
    ) is distinct from (
        known.end_to_end_id, known.booked_at, known.debtor_bank, known.debtor_account, known.creditor_bank,
        known.creditor_account, known.amount, known.currency, known.channel, known.device_id,
        known.ip_address, known.remark
    );
