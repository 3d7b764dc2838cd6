-- What the columns of loaded files held, in shares, and the sentences that follow where they changed.
create table landing.column_profile (
    file_id bigint not null references landing.delivered_file,
    column_name text not null,
    agency text not null,
    feed text not null,
    contract_version text not null,
    day date not null,
    row_count bigint not null check (row_count >= 0),
    filled_count bigint not null check (filled_count between 0 and row_count),
    code_counts jsonb not null default '{}',
    median double precision,
    primary key (file_id, column_name)
);
comment on table landing.column_profile is
'One row per column of a loaded file: rows, how many are filled, rows per agreed code, the median of numbers';
create index column_profile_day_idx on landing.column_profile (agency, feed, day);

create table landing.feed_drift (
    file_id bigint not null references landing.delivered_file,
    column_name text not null,
    sign text not null check (sign in ('filled', 'code', 'median', 'rows')),
    sentence text not null,
    from_share double precision,
    to_share double precision,
    found_at timestamptz not null default now(),
    primary key (file_id, column_name, sign)
);
comment on table landing.feed_drift is
'One row per column of a loaded file that differs from the week before it, with a sentence that says how';

grant select, insert, update, delete on landing.column_profile, landing.feed_drift to rukkhat_loader;
