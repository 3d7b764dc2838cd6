-- mart.reversal: one row per return, and transfer that it undoes
-- reads: core.reversal, core.reversed_transfer, core.account
-- writes: mart.reversal
-- why: what was sent back, when and why, beside the transfer, which stays; without one where the transfer has not been reported (yet).
create view mart.reversal as
select
    reversal.reporting_bank,
    reversal.return_id,
    reversal.returned_at,
    reversal.amount,
    reversal.currency,
    reversal.reason_code,
    reversal.reason,
    reversal.original_end_to_end_id,
    reversal.original_tx_id,
    undone.transfer_id,
    undone.booked_at,
    undone.transfer_amount,
    coalesce(debtor.bank_code, reversal.debtor_bank) as debtor_bank,
    coalesce(debtor.account_no, reversal.debtor_account) as debtor_account,
    coalesce(creditor.bank_code, reversal.creditor_bank) as creditor_bank,
    coalesce(creditor.account_no, reversal.creditor_account) as creditor_account
from core.reversal as reversal
left join core.reversed_transfer as undone
    on reversal.reporting_bank = undone.reporting_bank and reversal.return_id = undone.return_id
left join core.account as debtor on undone.debtor_id = debtor.account_id
left join core.account as creditor on undone.creditor_id = creditor.account_id;
