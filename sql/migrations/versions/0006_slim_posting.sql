-- One table holds what banks report, and which report is believed; core.transfer becomes a view of the believed ones (sql/core).
-- Two full tables with indexes of their own cost half of every load. Accounts stand in it by their numbers of core.account. It has no
-- foreign keys: a load takes the numbers from core.account in the same transaction, no role of the daily run may delete there, and the
-- triggers of two keys would cost more than the rows.
alter table core.posting rename to posting_as_text;
alter index core.posting_pkey rename to posting_as_text_pkey;

create table core.posting (
    posting_id bigint generated always as identity (cache 1000),
    reporting_bank text not null,
    tx_id text not null,
    end_to_end_id text not null,
    booked_at timestamptz not null,
    debtor_id integer not null,
    creditor_id integer not null,
    amount numeric(15, 2) not null check (amount > 0 and amount <> 'NaN'),
    currency text not null,
    channel text not null,
    device_id text,
    ip_address text,
    remark text,
    is_shared boolean not null,
    is_debtor_report boolean not null,
    is_believed boolean not null,
    file_id bigint not null,
    row_no bigint not null,
    primary key (reporting_bank, tx_id)
);
comment on table core.posting is 'One row per posting of a reporting bank, as reported; the first report of a tx_id stays';
comment on column core.posting.is_shared is 'The two accounts are at different banks, so that both may report the transfer';
comment on column core.posting.is_believed is 'The posting is the transfer; not so where the debtor''s bank has reported it too';

insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, device_id,
    ip_address, remark, is_shared, is_debtor_report, is_believed, file_id, row_no
)
select
    posting.reporting_bank,
    posting.tx_id,
    posting.end_to_end_id,
    posting.booked_at,
    debtor.account_id as debtor_id,
    creditor.account_id as creditor_id,
    posting.amount,
    posting.currency,
    posting.channel,
    posting.device_id,
    posting.ip_address,
    posting.remark,
    posting.debtor_bank <> posting.creditor_bank as is_shared,
    posting.reporting_bank = posting.debtor_bank as is_debtor_report,
    posting.reporting_bank = posting.debtor_bank
    or posting.debtor_bank = posting.creditor_bank
    or not exists (
        select from core.posting_as_text as other
        where
            other.end_to_end_id = posting.end_to_end_id
            and other.reporting_bank = posting.debtor_bank
            and other.debtor_account = posting.debtor_account
            and other.creditor_bank = posting.creditor_bank
            and other.creditor_account = posting.creditor_account
    ) as is_believed,
    posting.file_id,
    posting.row_no
from core.posting_as_text as posting
inner join core.account as debtor
    on posting.debtor_bank = debtor.bank_code and posting.debtor_account = debtor.account_no
inner join core.account as creditor
    on posting.creditor_bank = creditor.bank_code and posting.creditor_account = creditor.account_no
order by posting.file_id, posting.row_no;

drop table core.posting_as_text;
drop table core.transfer cascade;

-- The two reports of one transfer find each other, whichever comes first; a file's rows are found by the order in which files load.
create index posting_debtor_report_idx on core.posting (end_to_end_id, debtor_id, creditor_id)
where is_shared and is_debtor_report;
create index posting_creditor_report_idx on core.posting (end_to_end_id, debtor_id, creditor_id)
where is_shared and not is_debtor_report;
create index posting_file_idx on core.posting using brin (file_id);
create index transfer_debtor_idx on core.posting (debtor_id, booked_at) include (creditor_id, amount) where is_believed;
create index transfer_creditor_idx on core.posting (creditor_id, booked_at) include (debtor_id, amount) where is_believed;

grant select, insert, update on core.posting to rukkhat_loader;
grant select on core.posting to rukkhat_engine;

-- Which telco's report a call shows does not hang on who came first.
grant update on core.call to rukkhat_loader;
