-- frame heard: one row per account or phone that the last run heard as a suspect in any round
-- reads: network.heard
-- why: where a run begins to look for suspects; it finds the same without, a little later.
select
    node_type,
    number,
    is_late
from network.heard
