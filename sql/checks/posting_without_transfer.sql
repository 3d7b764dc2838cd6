-- check: one row per posting that is part of no transfer
-- loudness: fail
-- reads: core.posting, core.account, core.transfer
-- why: money that a bank reported must be seen by the network.
select
    posting.reporting_bank,
    posting.tx_id
from core.posting as posting
inner join core.account as debtor
    on posting.debtor_bank = debtor.bank_code and posting.debtor_account = debtor.account_no
inner join core.account as creditor
    on posting.creditor_bank = creditor.bank_code and posting.creditor_account = creditor.account_no
where
    not exists (
        select from core.transfer as transfer
        where
            transfer.end_to_end_id = posting.end_to_end_id
            and transfer.debtor_id = debtor.account_id
            and transfer.creditor_id = creditor.account_id
    );
