-- core.posting: one row per posting of a bank; those that are believed are core.transfer
-- reads: staging.posting, core.posting
-- writes: core.posting
-- why: both banks' reports are kept, and are one transfer: the debtor's bank is believed, whatever the order of arrival. Everything known
-- is looked up row by row in an index (scalar subqueries), so that the cost follows the batch, not the history. Returns the rows
-- loaded per file.
select pg_advisory_xact_lock(hashtext('posting'));

with loaded as (
    insert into core.posting (
        reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel,
        device_id, ip_address, remark, is_shared, is_debtor_report, is_believed, file_id, row_no
    )
    select
        staged.reporting_bank,
        staged.tx_id,
        coalesce(staged.end_to_end_id, staged.reporting_bank || ':' || staged.tx_id) as end_to_end_id,
        staged.booked_at,
        staged.debtor_id,
        staged.creditor_id,
        staged.amount,
        staged.currency,
        staged.channel,
        staged.device_id,
        staged.ip_address,
        staged.remark,
        staged.debtor_bank <> staged.creditor_bank as is_shared,
        staged.reporting_bank = staged.debtor_bank as is_debtor_report,
        (
            staged.reporting_bank = staged.debtor_bank
            or staged.debtor_bank = staged.creditor_bank
            or (
                select bool_and(false)
                from core.posting as known
                where
                    known.is_shared
                    and known.is_debtor_report
                    and known.end_to_end_id = staged.end_to_end_id
                    and known.debtor_id = staged.debtor_id
                    and known.creditor_id = staged.creditor_id
            ) is null
        ) as is_believed,
        staged.file_id,
        staged.row_no
    from pg_temp.posting as staged
    on conflict (reporting_bank, tx_id) do nothing
    returning file_id, end_to_end_id, debtor_id, creditor_id, is_shared and is_debtor_report as may_outdo
),

-- Found by its place in the table: a join could read all of it.
outdone as (
    update core.posting
    set is_believed = false
    where
        ctid = any(
            array(
                select known.place
                from loaded
                cross join
                    lateral unnest(
                        array(
                            select posting.ctid
                            from core.posting as posting
                            where
                                posting.is_shared
                                and posting.is_believed
                                and not posting.is_debtor_report
                                and posting.end_to_end_id = loaded.end_to_end_id
                                and posting.debtor_id = loaded.debtor_id
                                and posting.creditor_id = loaded.creditor_id
                        )
                    ) as known (place)
                where loaded.may_outdo
            )
        )
    returning 1
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
