-- conflicts among returns: one row per staged return whose return_id the bank has used with other content
-- reads: staging.reversal, core.reversal
-- why: a bank's return never changes; the first report stays, the other is put aside for the bank to explain.
select
    staged.file_id,
    staged.row_no
from pg_temp.reversal as staged
inner join core.reversal as known
    on staged.reporting_bank = known.reporting_bank and staged.return_id = known.return_id
where
    (staged.file_id, staged.row_no) <> (known.file_id, known.row_no)
    and (
        staged.original_end_to_end_id, staged.original_tx_id, staged.returned_at, staged.debtor_bank,
        staged.debtor_account, staged.creditor_bank, staged.creditor_account, staged.amount,
        staged.currency, staged.reason_code, staged.reason
    ) is distinct from (
        known.original_end_to_end_id, known.original_tx_id, known.returned_at, known.debtor_bank,
        known.debtor_account, known.creditor_bank, known.creditor_account, known.amount,
        known.currency, known.reason_code, known.reason
    );
