-- mart.freeze_proposal: one row per complaint and account where the victim's money is believed to lie
-- reads: core.account, action.freeze_proposal
-- writes: mart.freeze_proposal
-- why: what an officer may hold, as known when the victim reported.
create view mart.freeze_proposal as
select
    proposal.complaint_id,
    account.bank_code,
    account.account_no,
    proposal.hop,
    proposal.traced_amount,
    proposal.as_of,
    proposal.proposed_at,
    proposal.status,
    proposal.certainty,
    proposal.reason
from action.freeze_proposal as proposal
inner join core.account as account on proposal.account_id = account.account_id
where proposal.superseded_at is null and proposal.status = 'proposed';
