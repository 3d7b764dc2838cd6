-- conflicts among postings: one row per staged posting whose tx_id the bank has used with other content
-- reads: staging.posting, core.posting, core.account
-- why: a bank's posting never changes; the first report stays, the other is put aside for the bank to explain.
select
    staged.file_id,
    staged.row_no
from pg_temp.posting as staged
cross join
    lateral (
        select posting.*
        from core.posting as posting
        where posting.reporting_bank = staged.reporting_bank and posting.tx_id = staged.tx_id
        order by posting.tx_id
        offset 0
    ) as known
inner join core.account as debtor on known.debtor_id = debtor.account_id
inner join core.account as creditor on known.creditor_id = creditor.account_id
where
    (staged.file_id, staged.row_no) <> (known.file_id, known.row_no)
    and (
        coalesce(staged.end_to_end_id, staged.reporting_bank || ':' || staged.tx_id), staged.booked_at,
        staged.debtor_bank, staged.debtor_account, staged.creditor_bank, staged.creditor_account,
        staged.amount, staged.currency, staged.channel, staged.device_id, staged.ip_address, staged.remark
    ) is distinct from (
        known.end_to_end_id, known.booked_at, debtor.bank_code, debtor.account_no, creditor.bank_code,
        creditor.account_no, known.amount, known.currency, known.channel, known.device_id,
        known.ip_address, known.remark
    );
