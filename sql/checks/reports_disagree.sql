-- check: one row per transfer whose two banks report different amounts
-- loudness: warn
-- reads: core.posting
-- why: one of the banks is wrong; the debtor's is believed until they agree.
select
    end_to_end_id,
    debtor_bank,
    debtor_account,
    creditor_bank,
    creditor_account
from core.posting
group by end_to_end_id, debtor_bank, debtor_account, creditor_bank, creditor_account
having count(distinct amount) > 1;
