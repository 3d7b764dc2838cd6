-- Who is who: the records that were compared, the links between them, what people decided, and the parameters in force.
alter table resolved.person add column pseudonym text;
comment on column resolved.person.pseudonym is 'The keyed pseudonym under which analysts know the person';

create table resolved.identity_record (
    record_key text primary key,
    person_id bigint not null,
    kind text not null check (kind in ('account', 'sim')),
    account_id integer,
    iccid text,
    id_type text,
    id_no text,
    id_key text,
    name_th text,
    name_en text,
    phone_id integer,
    device_id text,
    province text,
    check ((kind = 'account') = (account_id is not null)),
    check ((kind = 'sim') = (iccid is not null))
);
comment on table resolved.identity_record is
'One row per account or SIM with a holder, as it was when persons were last resolved';
create index identity_record_id_idx on resolved.identity_record (id_key);
create index identity_record_phone_idx on resolved.identity_record (phone_id);
create index identity_record_device_idx on resolved.identity_record (device_id);

create table resolved.identity_source (
    source text not null check (source in ('account', 'subscriber')),
    file_id bigint not null,
    row_count bigint not null,
    primary key (source, file_id)
);
comment on table resolved.identity_source is
'One row per file whose holders are resolved; another count of rows in core says that the file has brought more since';

create table resolved.identity_model (
    model_version integer generated always as identity primary key,
    is_default boolean not null,
    learnt jsonb not null,
    record_count integer not null,
    reason text not null,
    trained_at timestamptz not null default now()
);
comment on table resolved.identity_model is
'One row per set of linkage parameters; the newest is in force, and all runs until the next one use it';

create table resolved.identity_decision (
    decision_id bigint generated always as identity primary key,
    left_key text not null,
    right_key text not null,
    decision text not null check (decision in ('confirmed', 'parted', 'withdrawn')),
    reason text not null check (length(btrim(reason)) between 5 and 1000),
    decided_by text not null check (decided_by <> ''),
    decided_at timestamptz not null default now(),
    check (left_key < right_key)
);
comment on table resolved.identity_decision is
'One row per decision of a person about two records; the last one about a pair is in force';
create index identity_decision_pair_idx on resolved.identity_decision (left_key, right_key, decision_id desc);
create trigger only_grows before update or delete on resolved.identity_decision
for each row execute function landing.refuse_change();
create trigger only_grows before update or delete on resolved.identity_model
for each row execute function landing.refuse_change();

create table resolved.identity_link (
    left_key text not null,
    right_key text not null,
    rule text not null check (rule in ('same_id', 'similar', 'confirmed')),
    match_weight double precision,
    match_probability double precision check (match_probability between 0 and 1),
    is_kept boolean not null,
    contributions jsonb not null,
    model_version integer not null references resolved.identity_model,
    primary key (left_key, right_key, rule),
    check (left_key < right_key)
);
comment on table resolved.identity_link is
'One row per pair of records that speaks for one person; is_kept says whether both ended in one, contributions say why (bits)';
create index identity_link_right_idx on resolved.identity_link (right_key);

create table resolved.identity_run (
    run_id bigint generated always as identity primary key,
    is_full boolean not null,
    model_version integer not null references resolved.identity_model,
    last_decision_id bigint not null,
    changed_count integer not null,
    touched_count integer not null,
    person_count integer not null,
    link_count integer not null,
    ran_at timestamptz not null default now()
);
comment on table resolved.identity_run is 'One row per run that found something to resolve';

create index account_version_file_idx on core.account_version using brin (file_id);
create index subscriber_version_file_idx on core.subscriber_version using brin (file_id);
create index person_account_person_idx on resolved.person_account (person_id);
create index person_sim_person_idx on resolved.person_sim (person_id);
create index person_phone_person_idx on resolved.person_phone (person_id);

grant select, insert, update, delete on resolved.identity_record, resolved.identity_source, resolved.identity_link to rukkhat_engine;
grant select, insert on resolved.identity_model, resolved.identity_decision, resolved.identity_run to rukkhat_engine;
