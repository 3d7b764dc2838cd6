-- Holds: requests to banks, and ledgers that only grow. The last event of a request is its state; nothing is ever changed.
create table action.freeze_request (
    request_id text primary key,
    account_id integer not null,
    bank_code text not null,
    account_no text not null,
    ceiling_amount numeric(15, 2) not null check (ceiling_amount > 0),
    certainty double precision not null check (certainty between 0 and 1),
    urgency double precision not null check (urgency between 0 and 1),
    priority double precision not null,
    window_name text not null,
    legal_basis text not null,
    follows text references action.freeze_request,
    created_at timestamptz not null
);
comment on table action.freeze_request is
'One row per request to hold money in one account: at most what was traced and what lay there, with its basis in law';
create index freeze_request_account_idx on action.freeze_request (account_id);

create table action.freeze_request_part (
    request_id text not null references action.freeze_request,
    complaint_id text not null,
    account_id integer not null,
    hop smallint not null,
    traced_amount numeric(15, 2) not null check (traced_amount > 0),
    certainty double precision not null,
    as_of timestamptz not null,
    reported_at timestamptz not null,
    reason text not null,
    primary key (request_id, complaint_id)
);
comment on table action.freeze_request_part is 'One row per request and complaint whose money it is for';
create index freeze_request_part_complaint_idx on action.freeze_request_part (complaint_id);

create table action.hold_event (
    request_id text not null references action.freeze_request,
    seq integer not null check (seq > 0),
    step text not null,
    state text not null,
    amount numeric(15, 2) not null check (amount >= 0),
    held_amount numeric(15, 2) not null check (held_amount >= 0),
    expires_at timestamptz not null,
    first_by text,
    asked_at timestamptz,
    answered_at timestamptz,
    warned_at timestamptz,
    happened_at timestamptz not null,
    by_whom text not null check (btrim(by_whom) <> ''),
    reason text not null check (btrim(reason) <> ''),
    told jsonb not null default '{}',
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (request_id, seq)
);
comment on table action.hold_event is
'One row per event of a request: who, when, why, and how the request stands after it; two writers cannot both write the next one';

create table action.outbox_file (
    file_id bigint generated always as identity primary key,
    agency text not null,
    folder text not null,
    file_name text not null,
    body text not null,
    kind text not null check (kind in ('hold', 'extend', 'lift', 'message')),
    request_ids text[] not null,
    written_at timestamptz not null default now(),
    unique (agency, folder, file_name)
);
comment on table action.outbox_file is 'One row per file for an agency, written down before it is sent; its name never changes';
create table action.outbox_delivery (
    file_id bigint primary key references action.outbox_file,
    place text not null,
    delivered_at timestamptz not null default clock_timestamp()
);
comment on table action.outbox_delivery is 'One row per file that has arrived at its place';

create table action.marked_signal (
    request_id text not null references action.freeze_request,
    code text not null,
    words text not null,
    weight double precision,
    marked_by text not null,
    marked_at timestamptz not null,
    why text not null,
    primary key (request_id, code)
);
comment on table action.marked_signal is 'One row per signal that led to a request which a person lifted: it spoke wrongly there';

create function action.refuse_change() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    raise exception 'table %.% only grows', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger only_grows before update or delete on action.freeze_request
for each row execute function action.refuse_change();
create trigger only_grows before update or delete on action.freeze_request_part
for each row execute function action.refuse_change();
create trigger only_grows before update or delete on action.hold_event
for each row execute function action.refuse_change();
create trigger only_grows before update or delete on action.outbox_file
for each row execute function action.refuse_change();
create trigger only_grows before update or delete on action.outbox_delivery
for each row execute function action.refuse_change();
create trigger only_grows before update or delete on action.marked_signal
for each row execute function action.refuse_change();

grant select, insert on
action.freeze_request, action.freeze_request_part, action.hold_event, action.outbox_file, action.outbox_delivery,
action.marked_signal to rukkhat_engine;
