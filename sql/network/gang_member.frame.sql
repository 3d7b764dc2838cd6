-- frame gang_member: one row per gang and member, as of the last run
-- reads: network.gang_member
-- why: gangs are met again by their members and keep their ids; no chains and no evidence are needed for it.
select
    gang_id,
    node_type,
    node_key,
    score,
    is_main
from network.gang_member
order by gang_id, node_type, node_key
