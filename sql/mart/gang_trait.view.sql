-- mart.gang_trait: one row per gang and thing that marks it
-- reads: network.gang_member, network.edge, core.subscriber, core.complaint
-- writes: mart.gang_trait
-- why: what a gang uses and how it works: things, the dealers of its SIMs, whom it pays, the remarks it writes, the frauds it is told of.
create view mart.gang_trait as
select distinct
    member.gang_id,
    member.node_type as trait,
    member.node_key as value
from network.gang_member as member
union
select
    member.gang_id,
    'dealer' as trait,
    sim.dealer_code as value
from network.gang_member as member
inner join core.subscriber as sim on member.node_key = sim.iccid
where member.node_type = 'sim' and sim.dealer_code is not null
union
select
    member.gang_id,
    'paid' as trait,
    edge.target_key as value
from network.gang_member as member
inner join network.edge as edge on edge.source_type = 'account' and member.node_key = edge.source_key
where member.node_type = 'account' and edge.kind = 'paid'
union
select
    member.gang_id,
    'remark' as trait,
    edge.target_key as value
from network.gang_member as member
inner join network.edge as edge on edge.source_type = 'account' and member.node_key = edge.source_key
where member.node_type = 'account' and edge.kind = 'same_remark'
union
select
    member.gang_id,
    'complaint_type' as trait,
    complaint.complaint_type as value
from network.gang_member as member
inner join network.edge as edge on edge.source_type = 'account' and member.node_key = edge.source_key
inner join core.complaint as complaint on edge.target_key = complaint.complaint_id
where member.node_type = 'account' and edge.kind = 'paid_by_victim' and complaint.complaint_type is not null;
