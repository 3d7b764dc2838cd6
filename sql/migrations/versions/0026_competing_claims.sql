-- Give-back: every claim on an account stands in the plan, also one that gets nothing, beside what was traced and why it was cut.
truncate action.give_back, action.give_back_rest;
alter table action.give_back
drop constraint give_back_check,
drop constraint give_back_rule_check,
add column traced_amount numeric(15, 2) not null check (traced_amount >= claimed_amount),
add constraint give_back_amount_check check (paid_amount >= 0 and paid_amount <= claimed_amount),
add constraint give_back_rule_check check (rule in ('in_full', 'pro_rata', 'nothing_due'));
comment on table action.give_back is
'One row per victim''s complaint and account that banks hold money in and the complaint''s money was traced to';
comment on column action.give_back.claimed_amount is
'What was traced there, less what the victim gets from surer accounts or has got back already';
alter table action.give_back_rest
add column claimed_amount numeric(15, 2) not null check (claimed_amount >= paid_amount);
comment on column action.give_back_rest.claimed_amount is 'The sum of all victims'' claims on the account';
