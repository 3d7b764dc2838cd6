-- mart.give_back_rest: one row per account that money is held in
-- reads: core.account, action.give_back_rest
-- writes: mart.give_back_rest
-- why: held = paid to victims + rest; a rest that nobody claims is the holder's, and its hold is to be lifted.
create view mart.give_back_rest as
select
    account.bank_code,
    account.account_no,
    rest.held_amount,
    rest.claimed_amount,
    rest.paid_amount,
    rest.rest_amount,
    rest.claim_count
from action.give_back_rest as rest
inner join core.account as account on rest.account_id = account.account_id;
