-- mart.freeze_exclusion: one row per complaint and account that traced money reached, but that is not to be held
-- reads: core.account, action.freeze_proposal
-- writes: mart.freeze_exclusion
-- why: an honest seller is shown as excluded, with the reason, so that nobody freezes the account by hand.
create view mart.freeze_exclusion as
select
    proposal.complaint_id,
    account.bank_code,
    account.account_no,
    proposal.hop,
    proposal.traced_amount,
    proposal.as_of,
    proposal.certainty,
    proposal.reason
from action.freeze_proposal as proposal
inner join core.account as account on proposal.account_id = account.account_id
where proposal.superseded_at is null and proposal.status = 'excluded';
