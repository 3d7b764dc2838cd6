-- mart.give_back: one row per victim's complaint and account that banks hold money in and that the complaint's money was traced to
-- reads: core.account, action.give_back
-- writes: mart.give_back
-- why: what each order to a bank says, and all competing claims; `rule` is in_full where enough is held for all, pro_rata where not,
-- nothing_due where the victim gets all that is still lost elsewhere; `claim_count` says how many victims claim.
create view mart.give_back as
select
    planned.complaint_id,
    account.bank_code,
    account.account_no,
    planned.traced_amount,
    planned.claimed_amount,
    planned.paid_amount,
    planned.rule,
    planned.claim_count,
    planned.rounding_parts,
    planned.certainty
from action.give_back as planned
inner join core.account as account on planned.account_id = account.account_id;
