-- Alerts about feeds are a ledger that only grows; freshness is the last judgement of each feed.
create table landing.feed_alert (
    event_id bigint generated always as identity primary key,
    agency text not null,
    feed text not null,
    kind text not null,
    step text not null check (step in ('opened', 'changed', 'repeated', 'closed')),
    loudness text not null check (loudness in ('fail', 'warn')),
    happened_at timestamptz not null,
    since timestamptz not null,
    opened_at timestamptz not null,
    told_at timestamptz not null,
    words text not null,
    remedy text not null,
    contact text not null,
    evidence jsonb not null,
    recorded_at timestamptz not null default now()
);
comment on table landing.feed_alert is
'One row per event of an alert: opened, changed, repeated or closed, by the clock that it was judged by; none is changed';
create index feed_alert_key_idx on landing.feed_alert (agency, feed, kind, event_id);

create table landing.feed_freshness (
    agency text not null,
    feed text not null,
    every_hours double precision not null,
    file_name text,
    received_at timestamptz,
    data_from timestamptz,
    data_until timestamptz,
    expected_by timestamptz,
    state text not null check (state in ('on_time', 'late', 'dormant', 'irregular', 'never')),
    judged_at timestamptz not null,
    primary key (agency, feed)
);
comment on table landing.feed_freshness is
'One row per feed that has a contract: its last complete file, when the next is due, and how that was judged last';

-- The watch reads the newest files of each feed, however long the ledger has become.
create index delivered_file_newest_idx on landing.delivered_file (agency, feed, received_at desc, file_id desc);

grant select, insert on landing.feed_alert to rukkhat_loader;
grant select, insert, update, delete on landing.feed_freshness to rukkhat_loader;
