create table resolved.person (
    person_id bigint primary key,
    person_key text not null unique,
    name text
);
comment on table resolved.person is 'One row per person or company behind accounts and SIMs';
create table resolved.person_account (
    person_id bigint not null,
    account_id integer not null,
    rule text not null,
    primary key (account_id, person_id)
);
comment on table resolved.person_account is 'One row per account and the person who holds it, with the rule that says so';
create table resolved.person_sim (
    person_id bigint not null,
    iccid text not null,
    rule text not null,
    primary key (iccid, person_id)
);
comment on table resolved.person_sim is 'One row per SIM and the person who registered it, with the rule that says so';
create table resolved.person_phone (
    person_id bigint not null,
    phone_id integer not null,
    rule text not null,
    primary key (phone_id, person_id)
);
comment on table resolved.person_phone is 'One row per number and the person who uses it, with the rule that says so';
create table resolved.complaint_payment (
    complaint_id text not null,
    seq integer not null,
    account_id integer not null,
    transfer_id bigint,
    amount numeric(15, 2) not null,
    paid_at timestamptz not null,
    certainty double precision not null check (certainty between 0 and 1),
    how text not null,
    primary key (complaint_id, seq)
);
comment on table resolved.complaint_payment is 'One row per payment of a victim: the account really paid, and how that is known';

create table network.edge (
    source_type text not null,
    source_key text not null,
    target_type text not null,
    target_key text not null,
    kind text not null,
    first_at timestamptz,
    last_at timestamptz,
    weight double precision not null,
    evidence jsonb not null
);
comment on table network.edge is 'One row per tie between two nodes and kind of tie, dated, with the records behind it';
create index edge_source_idx on network.edge (source_type, source_key);
create index edge_target_idx on network.edge (target_type, target_key);
create table network.account_risk (
    account_id integer primary key,
    mule_score double precision not null check (mule_score between 0 and 1),
    is_flagged boolean not null,
    role text,
    tier smallint,
    gang_id text,
    reasons jsonb not null
);
comment on table network.account_risk is 'One row per account: how likely it is a mule''s, and why';
create table network.phone_risk (
    phone_id integer primary key,
    scam_score double precision not null check (scam_score between 0 and 1),
    is_flagged boolean not null,
    role text,
    gang_id text,
    reasons jsonb not null
);
comment on table network.phone_risk is 'One row per number: how likely it serves a scam, and why';
create table network.gang (
    gang_id text primary key,
    account_count integer not null,
    phone_count integer not null,
    complaint_count integer not null,
    loss_amount numeric(15, 2) not null,
    first_seen timestamptz,
    last_seen timestamptz,
    confidence double precision not null
);
comment on table network.gang is 'One row per gang';
create table network.gang_member (
    gang_id text not null,
    node_type text not null check (
        node_type in ('account', 'phone', 'person', 'device', 'sim', 'domain', 'line_id')
    ),
    node_key text not null,
    role text,
    score double precision,
    evidence jsonb not null,
    primary key (gang_id, node_type, node_key)
);
comment on table network.gang_member is 'One row per gang and member, with the source records that tie it to the gang';

create table action.freeze_proposal (
    complaint_id text not null,
    account_id integer not null,
    hop smallint not null,
    traced_amount numeric(15, 2) not null check (traced_amount > 0),
    certainty double precision not null,
    as_of timestamptz not null,
    status text not null check (status in ('proposed', 'excluded')),
    reason text not null,
    proposed_at timestamptz not null default now(),
    superseded_at timestamptz,
    primary key (complaint_id, account_id, proposed_at)
);
comment on table action.freeze_proposal is
'One row per complaint, account and version of what to hold there; a changed proposal supersedes, none is deleted';
create unique index freeze_proposal_current_idx on action.freeze_proposal (complaint_id, account_id)
where superseded_at is null;
create table action.site_takedown (
    domain text primary key,
    topic text not null,
    tip_count integer not null,
    first_tip_at timestamptz,
    status text not null,
    requested_at timestamptz,
    blocked_at timestamptz,
    tip_ids jsonb not null
);
comment on table action.site_takedown is 'One row per reported or ordered site and where its takedown stands';
create table action.command_scorecard (
    command_code text not null,
    period_start date not null,
    period_end date not null,
    complaint_count integer not null,
    loss_amount numeric(15, 2) not null,
    traced_amount numeric(15, 2) not null,
    proposed_amount numeric(15, 2) not null,
    proposal_count integer not null,
    median_report_delay_s double precision,
    primary key (command_code, period_start)
);
comment on table action.command_scorecard is 'One row per police command and month';

grant select, insert, update, delete on all tables in schema resolved, network, action to rukkhat_engine;
