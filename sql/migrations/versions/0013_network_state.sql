-- An edge is known by its ends and kind, so that a run can write what has changed and leave the rest as it stands.
delete from network.edge as older
using network.edge as twin
where
    older.ctid > twin.ctid
    and (older.source_type, older.source_key, older.kind, older.target_type, older.target_key)
    = (twin.source_type, twin.source_key, twin.kind, twin.target_type, twin.target_key);
drop index network.edge_source_idx;
alter table network.edge add primary key (source_type, source_key, kind, target_type, target_key);
