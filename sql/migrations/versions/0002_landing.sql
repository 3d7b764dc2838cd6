create table landing.delivered_file (
    file_id bigint generated always as identity primary key,
    agency text not null,
    feed text not null,
    file_name text not null,
    sha256 text not null,
    byte_count bigint not null,
    control jsonb,
    status text not null check (status in ('landed', 'loaded', 'rejected', 'incomplete')),
    reason text not null default '',
    rows_read bigint not null default 0,
    rows_loaded bigint not null default 0,
    rows_quarantined bigint not null default 0,
    rows_duplicate bigint not null default 0,
    received_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (agency, feed, file_name, sha256),
    check (rows_read = rows_loaded + rows_quarantined + rows_duplicate)
);
comment on table landing.delivered_file is
'One row per file name and content that an agency delivered; sha256 is empty while the file is incomplete';
create index delivered_file_status_idx on landing.delivered_file (status, agency, feed);
create index delivered_file_sha256_idx on landing.delivered_file (agency, feed, sha256);

create table landing.quarantined_row (
    file_id bigint not null references landing.delivered_file,
    row_no bigint not null check (row_no > 0),
    field text not null,
    rule text not null,
    reason text not null,
    raw text not null,
    quarantined_at timestamptz not null default now(),
    primary key (file_id, row_no)
);
comment on table landing.quarantined_row is 'One row per data row put aside, with what is wrong and its text as delivered';

create table landing.reload_request (
    request_id bigint generated always as identity primary key,
    agency text not null,
    feed text not null,
    day date not null,
    reason text not null,
    requested_by text not null,
    requested_at timestamptz not null default now(),
    file_count integer not null
);
comment on table landing.reload_request is 'One row per order to load a feed''s day again, by whom and why';

grant select, insert, update, delete on landing.delivered_file to rukkhat_loader;
grant select, insert, delete on landing.quarantined_row to rukkhat_loader;
grant select, insert on landing.reload_request to rukkhat_loader;
grant select on landing.delivered_file to rukkhat_engine;
