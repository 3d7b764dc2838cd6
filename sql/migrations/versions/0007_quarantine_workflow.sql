-- What people decide about rows put aside and files refused: a ledger that only grows. The last decision is the state.
create table landing.quarantine_decision (
    decision_id bigint generated always as identity primary key,
    file_id bigint not null references landing.delivered_file,
    row_no bigint check (row_no > 0),
    decision text not null check (decision in ('resubmitted', 'refused', 'released', 'superseded', 'dismissed')),
    became text check (became in ('loaded', 'duplicate')),
    reason text not null check (length(btrim(reason)) between 5 and 1000),
    raw text,
    by_file_id bigint references landing.delivered_file,
    repair_sha256 text,
    decided_by text not null check (decided_by <> ''),
    decided_at timestamptz not null default now(),
    check ((decision = 'released') = (row_no is null)),
    check ((decision = 'resubmitted') = (became is not null)),
    check ((decision in ('resubmitted', 'refused')) = (repair_sha256 is not null)),
    check (decision <> 'superseded' or by_file_id is not null)
);
comment on table landing.quarantine_decision is
'One row per decision about a row put aside, or (row_no empty) about a file refused: who, when, why, the text as delivered';
create index quarantine_decision_row_idx on landing.quarantine_decision (file_id, row_no, decision_id desc);
create unique index quarantine_decision_release_idx on landing.quarantine_decision (file_id) where row_no is null;
create unique index quarantine_decision_once_idx on landing.quarantine_decision (file_id, row_no)
where decision in ('resubmitted', 'superseded', 'dismissed');

create function landing.refuse_change() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    raise exception 'table %.% only grows', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger only_grows before update or delete on landing.quarantine_decision
for each row execute function landing.refuse_change();

alter table landing.quarantined_row add column record_key text;
create index quarantined_row_key_idx on landing.quarantined_row (record_key) where record_key is not null;

create table core.conflict_version (
    record text not null,
    file_id bigint not null,
    row_no bigint not null,
    record_key text not null,
    agency text not null,
    content jsonb not null,
    stored_at timestamptz not null default now(),
    primary key (file_id, row_no)
);
comment on table core.conflict_version is
'One row per posting, call or return put aside because its key stands with other content: that other content, typed';

grant select, insert on landing.quarantine_decision to rukkhat_loader;
grant select, insert on core.conflict_version to rukkhat_loader;
grant select on core.conflict_version to rukkhat_engine;
