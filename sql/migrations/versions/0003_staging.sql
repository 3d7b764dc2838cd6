-- Templates of the batch tables. A load copies each into its session (create temporary table ... like), so that two agencies
-- load side by side and a stopped load leaves nothing behind.
create table staging.posting (
    file_id bigint not null,
    row_no bigint not null,
    reporting_bank text not null,
    tx_id text not null,
    end_to_end_id text,
    booked_at timestamptz not null,
    debtor_bank text not null,
    debtor_account text not null,
    creditor_bank text not null,
    creditor_account text not null,
    amount numeric(15, 2) not null,
    currency text not null,
    channel text not null,
    device_id text,
    ip_address text,
    remark text
);
create table staging.account (
    file_id bigint not null,
    row_no bigint not null,
    bank_code text not null,
    account_no text not null,
    account_type text,
    holder_type text,
    holder_id text,
    holder_name_th text,
    holder_name_th_key text,
    holder_name_en text,
    phone text,
    phone_typed text,
    opened_on date,
    branch_province text,
    device_id text,
    status text,
    balance numeric(15, 2),
    snapshot_at timestamptz not null
);
create table staging.subscriber (
    file_id bigint not null,
    row_no bigint not null,
    agency text not null,
    msisdn text not null,
    imsi text,
    iccid text not null,
    id_type text,
    id_no text,
    name_th text,
    name_th_key text,
    activated_at timestamptz,
    dealer_code text,
    status text
);
create table staging.call (
    file_id bigint not null,
    row_no bigint not null,
    agency text not null,
    call_id text not null,
    a_msisdn text not null,
    b_msisdn text not null,
    started_at timestamptz not null,
    duration_s integer not null,
    call_type text not null,
    imei text,
    imsi text,
    cell_id text
);
create table staging.cell (
    file_id bigint not null,
    row_no bigint not null,
    agency text not null,
    cell_id text not null,
    lat double precision not null,
    lon double precision not null,
    province text
);
create table staging.complaint (
    file_id bigint not null,
    row_no bigint not null,
    complaint_id text not null,
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
    transfers jsonb,
    phones jsonb,
    line_ids jsonb,
    domains jsonb,
    urls jsonb,
    names jsonb,
    narrative text
);
create table staging.tip (
    file_id bigint not null,
    row_no bigint not null,
    tip_id text not null,
    received_at timestamptz not null,
    topic text,
    province text,
    urls jsonb,
    domains jsonb,
    phones jsonb,
    line_ids jsonb,
    bank_accounts jsonb,
    narrative text,
    reporter_contact text
);
create table staging.watchlist_entry (
    file_id bigint not null,
    row_no bigint not null,
    list_code text not null,
    entity_type text,
    id_no text,
    name_th text,
    name_th_key text,
    name_en text,
    listed_on date,
    reason text
);
create table staging.site_block (
    file_id bigint not null,
    row_no bigint not null,
    domain text not null,
    order_no text not null,
    ordered_at timestamptz,
    blocked_at timestamptz,
    status text
);
create table staging.freeze_response (
    file_id bigint not null,
    row_no bigint not null,
    request_id text not null,
    bank_code text,
    account_no text,
    responded_at timestamptz,
    outcome text,
    held_amount numeric(15, 2),
    reason text
);
grant select on all tables in schema staging to rukkhat_loader;
