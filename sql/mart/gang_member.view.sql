-- mart.gang_member: one row per gang and member
-- reads: network.gang_member, network.account_risk, core.account
-- writes: mart.gang_member
-- why: who belongs to which gangs, the records that say so, and the chain of records from the member to the nearest complaint.
-- A member of several gangs has a row in each, is_main in one of them; tier is 1 for an account that victims paid. Persons appear by a
-- keyed pseudonym.
create view mart.gang_member as
select
    member.gang_id,
    member.node_type,
    member.node_key,
    member.role,
    member.score,
    member.evidence,
    member.is_main,
    member.role_reason,
    risk.tier,
    member.chain
from network.gang_member as member
left join core.account as account
    on
        member.node_type = 'account'
        and account.bank_code = split_part(member.node_key, ':', 1)
        and account.account_no = split_part(member.node_key, ':', 2)
left join network.account_risk as risk on account.account_id = risk.account_id;
