-- Money sent back (pacs.004): a record of its own, that says which transfer it undoes; the transfer stays.
create table staging.reversal (
    file_id bigint not null,
    row_no bigint not null,
    reporting_bank text not null,
    return_id text not null,
    original_end_to_end_id text,
    original_tx_id text,
    returned_at timestamptz not null,
    debtor_bank text,
    debtor_account text,
    creditor_bank text,
    creditor_account text,
    amount numeric(15, 2) not null,
    currency text not null,
    reason_code text,
    reason text
);
create table core.reversal (
    reporting_bank text not null,
    return_id text not null,
    original_end_to_end_id text,
    original_tx_id text,
    returned_at timestamptz not null,
    debtor_bank text,
    debtor_account text,
    creditor_bank text,
    creditor_account text,
    amount numeric(15, 2) not null check (amount > 0 and amount <> 'NaN'),
    currency text not null,
    reason_code text,
    reason text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (reporting_bank, return_id)
);
comment on table core.reversal is 'One row per return of a reporting bank, as reported; the first report of a return_id stays';
create index reversal_original_idx on core.reversal (original_end_to_end_id);

grant select on staging.reversal to rukkhat_loader;
grant select, insert on core.reversal to rukkhat_loader;
grant select on core.reversal to rukkhat_engine;
