-- Who was heard as a suspect, in any round of the last run. A run began with those of whom something was said in the end: others too
-- are heard on the way, so it laid the ground twice.
create table network.heard (
    node_type text not null check (node_type in ('account', 'phone')),
    number integer not null,
    is_late boolean not null,
    primary key (node_type, number)
);
comment on table network.heard is
'One row per account or phone that the last run heard as a suspect in any round: where the next one begins';
comment on column network.heard.number is 'account_id or phone_id';
comment on column network.heard.is_late is 'Whether it was heard only when all was weighed again without services that several gangs use';
grant select, insert, update, delete on network.heard to rukkhat_engine;
