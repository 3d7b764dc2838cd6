-- Models that were learnt, used or not, and what the one in use adds to each suspect's log-odds. Parameters are JSON, never code.
create table network.model (
    version integer generated always as identity primary key,
    method text not null,
    trained_at timestamptz not null,
    data_from timestamptz not null,
    data_until timestamptz not null,
    judged_until timestamptz not null,
    complaint_count integer not null check (complaint_count >= 0),
    rules text not null,
    parameters jsonb not null,
    metrics jsonb not null,
    is_promoted boolean not null,
    reason text not null,
    check (data_from <= data_until and data_until <= judged_until)
);
comment on table network.model is
'One row per model that was learnt: its parameters, what it was learnt and judged on, and whether it may be used; only grows';
create table network.account_score (
    account_id integer primary key,
    version integer not null references network.model,
    score double precision not null check (score between 0 and 1),
    contributions jsonb not null
);
comment on table network.account_score is
'One row per suspect account that a model scored: what bias and each signal add to the log-odds; empty while the rules score alone';

grant select, insert on network.model to rukkhat_engine;
grant select, insert, update, delete on network.account_score to rukkhat_engine;
