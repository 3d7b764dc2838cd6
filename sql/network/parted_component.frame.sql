-- frame parted_component: one row per component of bonds and how it was parted
-- reads: network.parted_component
select
    digest,
    parts
from network.parted_component
