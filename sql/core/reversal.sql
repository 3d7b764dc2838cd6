-- core.reversal: one row per return of a reporting bank
-- reads: staging.reversal
-- writes: core.reversal
-- why: money sent back is a new record; the transfer it undoes is never changed or deleted. Returns the rows loaded per file.
with loaded as (
    insert into core.reversal (
        reporting_bank, return_id, original_end_to_end_id, original_tx_id, returned_at, debtor_bank,
        debtor_account, creditor_bank, creditor_account, amount, currency, reason_code, reason, file_id, row_no
    )
    select
        reporting_bank,
        return_id,
        original_end_to_end_id,
        original_tx_id,
        returned_at,
        debtor_bank,
        debtor_account,
        creditor_bank,
        creditor_account,
        amount,
        currency,
        reason_code,
        reason,
        file_id,
        row_no
    from pg_temp.reversal
    order by file_id, row_no
    on conflict (reporting_bank, return_id) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
