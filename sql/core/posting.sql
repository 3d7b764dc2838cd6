-- core.posting: one row per posting of a bank; those that are believed are core.transfer
-- reads: staging.posting, core.account, core.posting
-- writes: core.account, core.posting
-- why: both banks' reports are kept, and are one transfer: the debtor's bank is believed, whatever the order of arrival. Everything known
-- is looked up row by row in an index (scalar and lateral subqueries), so that the cost follows the batch, not the history. Returns
-- the rows loaded per file.
select pg_advisory_xact_lock(hashtext('posting'));

create temporary table if not exists named_account (bank_code text, account_no text, account_id integer) on commit drop;
truncate pg_temp.named_account;

insert into pg_temp.named_account (bank_code, account_no, account_id)
select
    named.bank_code,
    named.account_no,
    (
        select known.account_id from core.account as known
        where known.bank_code = named.bank_code and known.account_no = named.account_no
    ) as account_id
from (
    select
        debtor_bank as bank_code,
        debtor_account as account_no
    from pg_temp.posting
    union
    select
        creditor_bank,
        creditor_account
    from pg_temp.posting
) as named;

insert into core.account (bank_code, account_no)
select
    bank_code,
    account_no
from pg_temp.named_account
where account_id is null
order by bank_code, account_no
on conflict do nothing;

update pg_temp.named_account as named
set
    account_id = (
        select known.account_id from core.account as known
        where known.bank_code = named.bank_code and known.account_no = named.account_no
    )
where named.account_id is null;

analyze pg_temp.named_account;

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
        debtor.account_id as debtor_id,
        creditor.account_id as creditor_id,
        staged.amount,
        staged.currency,
        staged.channel,
        staged.device_id,
        staged.ip_address,
        staged.remark,
        staged.debtor_bank <> staged.creditor_bank as is_shared,
        staged.reporting_bank = staged.debtor_bank as is_debtor_report,
        better.is_known is null as is_believed,
        staged.file_id,
        staged.row_no
    from pg_temp.posting as staged
    inner join pg_temp.named_account as debtor
        on staged.debtor_bank = debtor.bank_code and staged.debtor_account = debtor.account_no
    inner join pg_temp.named_account as creditor
        on staged.creditor_bank = creditor.bank_code and staged.creditor_account = creditor.account_no
    left join lateral (
        select bool_or(true) as is_known
        from core.posting as known
        where
            staged.reporting_bank <> staged.debtor_bank
            and staged.debtor_bank <> staged.creditor_bank
            and known.is_shared
            and known.is_debtor_report
            and known.end_to_end_id = staged.end_to_end_id
            and known.debtor_id = debtor.account_id
            and known.creditor_id = creditor.account_id
    ) as better on true
    order by staged.file_id, staged.row_no
    on conflict (reporting_bank, tx_id) do nothing
    returning file_id, end_to_end_id, debtor_id, creditor_id, is_shared, is_debtor_report
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
                where loaded.is_shared and loaded.is_debtor_report
            )
        )
    returning 1
)

select
    loaded.file_id,
    count(*) as loaded_count
from loaded
group by loaded.file_id;
