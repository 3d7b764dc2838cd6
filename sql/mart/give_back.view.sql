-- mart.give_back: one row per victim's complaint and account that money held is given back from
-- reads: core.account, action.give_back
-- writes: mart.give_back
-- why: what each order to a bank says; `rule` is in_full where enough is held for all, else pro_rata, `claim_count` how many victims claim.
create view mart.give_back as
select
    planned.complaint_id,
    account.bank_code,
    account.account_no,
    planned.claimed_amount,
    planned.paid_amount,
    planned.rule,
    planned.claim_count,
    planned.rounding_parts,
    planned.certainty
from action.give_back as planned
inner join core.account as account on planned.account_id = account.account_id;
