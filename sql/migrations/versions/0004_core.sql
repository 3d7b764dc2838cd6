create table core.account (
    account_id integer generated always as identity primary key,
    bank_code text not null,
    account_no text not null,
    unique (bank_code, account_no)
);
comment on table core.account is 'One row per account or terminal that any feed names';

create table core.phone (
    phone_id integer generated always as identity primary key,
    msisdn text not null unique
);
comment on table core.phone is 'One row per telephone number (E.164, or a short code) that any feed names';

create table core.posting (
    reporting_bank text not null,
    tx_id text not null,
    end_to_end_id text not null,
    booked_at timestamptz not null,
    debtor_bank text not null,
    debtor_account text not null,
    creditor_bank text not null,
    creditor_account text not null,
    amount numeric(15, 2) not null check (amount > 0 and amount <> 'NaN'),
    currency text not null,
    channel text not null,
    device_id text,
    ip_address text,
    remark text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (reporting_bank, tx_id)
);
comment on table core.posting is 'One row per posting of a reporting bank, as reported; the first report of a tx_id stays';

create table core.transfer (
    transfer_id bigint generated always as identity primary key,
    end_to_end_id text not null,
    booked_at timestamptz not null,
    debtor_id integer not null references core.account,
    creditor_id integer not null references core.account,
    amount numeric(15, 2) not null,
    currency text not null,
    channel text not null,
    device_id text,
    ip_address text,
    remark text,
    is_debtor_report boolean not null,
    report_count smallint not null,
    unique (end_to_end_id, debtor_id, creditor_id)
);
comment on table core.transfer is
'One row per transfer, whoever reported it; where both banks did, the debtor''s bank is believed';
create index transfer_debtor_idx on core.transfer (debtor_id, booked_at) include (creditor_id, amount);
create index transfer_creditor_idx on core.transfer (creditor_id, booked_at) include (debtor_id, amount);

create table core.account_version (
    account_id integer not null references core.account,
    snapshot_at timestamptz not null,
    content uuid not null,
    account_type text,
    holder_type text,
    holder_id text,
    name_th text,
    name_th_key text,
    name_en text,
    phone_id integer references core.phone,
    phone_typed text,
    opened_on date,
    branch_province text,
    device_id text,
    status text,
    balance numeric(15, 2),
    file_id bigint not null,
    row_no bigint not null,
    primary key (account_id, snapshot_at, content)
);
comment on table core.account_version is 'One row per account, snapshot and content; a corrected snapshot is a newer version';

create table core.subscriber_version (
    agency text not null,
    iccid text not null,
    content uuid not null,
    phone_id integer not null references core.phone,
    imsi text,
    id_type text,
    id_no text,
    name_th text,
    name_th_key text,
    activated_at timestamptz,
    dealer_code text,
    status text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (agency, iccid, content)
);
comment on table core.subscriber_version is 'One row per SIM (iccid) and content; a changed subscription is a newer version';

create table core.call (
    call_id bigint generated always as identity primary key,
    a_phone_id integer not null references core.phone,
    b_phone_id integer not null references core.phone,
    started_at timestamptz not null,
    duration_s integer not null,
    call_type text not null,
    source_ref text not null
);
comment on table core.call is 'One row per call or message, whichever telcos reported it';
create index call_a_idx on core.call (a_phone_id, started_at);
create index call_b_idx on core.call (b_phone_id, started_at);

create table core.call_report (
    agency text not null,
    telco_call_id text not null,
    call_id bigint not null references core.call,
    a_phone_id integer not null references core.phone,
    b_phone_id integer not null references core.phone,
    started_at timestamptz not null,
    duration_s integer not null check (duration_s >= 0),
    call_type text not null,
    imei text,
    imsi text,
    cell_id text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (agency, telco_call_id)
);
comment on table core.call_report is 'One row per call of a reporting telco, as reported; the first report of a call_id stays';
create index call_report_pair_idx on core.call_report (a_phone_id, b_phone_id, started_at);

create table core.cell_version (
    agency text not null,
    cell_id text not null,
    content uuid not null,
    lat double precision not null,
    lon double precision not null,
    province text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (agency, cell_id, content)
);
comment on table core.cell_version is 'One row per radio cell and content';

create table core.complaint_version (
    complaint_id text not null,
    content uuid not null,
    reported_at timestamptz not null,
    channel text,
    complaint_type text,
    command_code text,
    province text,
    victim_ref text,
    victim_phone text,
    victim_bank_code text,
    victim_account_no text,
    loss_amount numeric(15, 2),
    transfers jsonb not null,
    phones jsonb not null,
    line_ids jsonb not null,
    domains jsonb not null,
    urls jsonb not null,
    names jsonb not null,
    narrative text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (complaint_id, content)
);
comment on table core.complaint_version is 'One row per complaint and content; a corrected complaint is a newer version';

create table core.tip_version (
    tip_id text not null,
    content uuid not null,
    received_at timestamptz not null,
    topic text,
    province text,
    urls jsonb not null,
    domains jsonb not null,
    phones jsonb not null,
    line_ids jsonb not null,
    bank_accounts jsonb not null,
    narrative text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (tip_id, content)
);
comment on table core.tip_version is 'One row per public tip and content, without its reporter';

create table vault.reporter_contact (
    tip_id text not null,
    contact text not null,
    stored_at timestamptz not null default now(),
    primary key (tip_id, contact)
);
comment on table vault.reporter_contact is 'One row per tip and contact of the person who gave it; no daily role reads it';

create table core.watchlist_version (
    list_code text not null,
    entry_key text not null,
    content uuid not null,
    entity_type text,
    id_no text,
    name_th text,
    name_th_key text,
    name_en text,
    listed_on date,
    reason text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (list_code, entry_key, content)
);
comment on table core.watchlist_version is 'One row per listed person or company and content; entry_key is the id, else the name';

create table core.site_block_version (
    domain text not null,
    order_no text not null,
    content uuid not null,
    ordered_at timestamptz,
    blocked_at timestamptz,
    status text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (domain, order_no, content)
);
comment on table core.site_block_version is 'One row per blocking order of the ministry and content';

create table core.freeze_response_version (
    request_id text not null,
    content uuid not null,
    bank_code text,
    account_no text,
    responded_at timestamptz,
    outcome text,
    held_amount numeric(15, 2),
    reason text,
    file_id bigint not null,
    row_no bigint not null,
    primary key (request_id, content)
);
comment on table core.freeze_response_version is 'One row per bank''s answer to a freeze request and content';

grant select, insert on all tables in schema core to rukkhat_loader;
grant update on core.transfer to rukkhat_loader;
grant insert on vault.reporter_contact to rukkhat_loader;
grant select on all tables in schema core to rukkhat_engine;
grant usage on schema vault to rukkhat_vault;
grant select on vault.reporter_contact to rukkhat_vault;
