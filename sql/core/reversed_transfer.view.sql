-- core.reversed_transfer: one row per return and transfer that it undoes
-- reads: core.reversal, core.posting, core.transfer, core.account
-- writes: core.reversed_transfer
-- why: return and transfer may come in any order, so the link is looked up, not stored: by the transfer's end-to-end id, else by the
-- reporting bank's own id of the posting. Parties that the return names must agree.
create view core.reversed_transfer as
select
    reversal.reporting_bank,
    reversal.return_id,
    transfer.transfer_id,
    reversal.returned_at,
    reversal.amount as returned_amount,
    transfer.amount as transfer_amount,
    transfer.booked_at,
    transfer.end_to_end_id,
    transfer.debtor_id,
    transfer.creditor_id
from core.reversal as reversal
left join core.posting as posting
    on
        reversal.original_end_to_end_id is null
        and reversal.reporting_bank = posting.reporting_bank
        and reversal.original_tx_id = posting.tx_id
inner join core.transfer as transfer
    on coalesce(reversal.original_end_to_end_id, posting.end_to_end_id) = transfer.end_to_end_id
inner join core.account as debtor on transfer.debtor_id = debtor.account_id
inner join core.account as creditor on transfer.creditor_id = creditor.account_id
where
    coalesce(reversal.debtor_account, debtor.account_no) = debtor.account_no
    and coalesce(reversal.debtor_bank, debtor.bank_code) = debtor.bank_code
    and coalesce(reversal.creditor_account, creditor.account_no) = creditor.account_no
    and coalesce(reversal.creditor_bank, creditor.bank_code) = creditor.bank_code;
