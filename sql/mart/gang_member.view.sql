-- mart.gang_member: one row per gang and member
-- reads: network.gang_member
-- writes: mart.gang_member
-- why: who belongs to a gang, and the records that say so. Persons appear by a keyed pseudonym.
create view mart.gang_member as
select
    gang_id,
    node_type,
    node_key,
    role,
    score,
    evidence
from network.gang_member;
