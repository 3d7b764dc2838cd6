-- A member may belong to several gangs, of which one is its main one; each has the shortest chain of evidence from it to a complaint.
alter table network.gang_member
add column role_reason text,
add column is_main boolean not null default true,
add column chain jsonb not null default '[]';
comment on column network.gang_member.role_reason is 'What the role means';
comment on column network.gang_member.is_main is 'Whether this is the gang that it belongs to before all others';
comment on column network.gang_member.score is 'Its own score, in a gang that is not its main one times its strength there';
comment on column network.gang_member.chain is
'Steps (from, kind, to, record) from the member to the nearest complaint; empty where none is reached';

-- A gang keeps its id from run to run; what became of gangs is written down and never changed.
create table network.gang_event (
    event_id bigint generated always as identity primary key,
    noted_at timestamptz not null,
    gang_id text not null,
    kind text not null check (kind in ('born', 'changed', 'split', 'merged', 'moved', 'ended')),
    other_gang_id text,
    kept_share double precision check (kept_share between 0 and 1.000001),
    taken_share double precision check (taken_share between 0 and 1.000001),
    gained_count integer not null,
    lost_count integer not null,
    member_count integer not null
);
comment on table network.gang_event is 'One row per run and thing that became of a gang; only grows';
comment on column network.gang_event.kept_share is 'Of the earlier gang, by the score of its members: how much is in the later one';
comment on column network.gang_event.taken_share is 'Of the later gang: how much comes from the earlier one';
create index gang_event_gang_idx on network.gang_event (gang_id);
grant select, insert on network.gang_event to rukkhat_engine;
grant usage on all sequences in schema network to rukkhat_engine;
