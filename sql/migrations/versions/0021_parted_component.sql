-- How each component of the graph of bonds was parted into gangs, by a digest of the component. Parting is most of the time that a
-- network takes and depends on nothing else, so that what has not changed is not parted again. May be emptied at any time.
create table network.parted_component (
    digest text primary key,
    parts jsonb not null
);
comment on table network.parted_component is 'One row per component of bonds, by a digest of its content, and how it was parted';
grant select, insert, update, delete on network.parted_component to rukkhat_engine;
