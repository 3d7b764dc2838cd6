-- An edge is known by its ends and kind, so that a run can write what has changed and leave the rest as it stands.
delete from network.edge as old
using network.edge as same
where
    old.ctid > same.ctid
    and (old.source_type, old.source_key, old.kind, old.target_type, old.target_key)
    = (same.source_type, same.source_key, same.kind, same.target_type, same.target_key);
drop index network.edge_source_idx;
alter table network.edge add primary key (source_type, source_key, kind, target_type, target_key);
