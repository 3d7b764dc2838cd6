-- What is given back to whom: a plan that follows the banks' answers and the trace; an officer signs the order, a bank pays.
create table action.give_back (
    complaint_id text not null,
    account_id integer not null,
    claimed_amount numeric(15, 2) not null,
    paid_amount numeric(15, 2) not null check (paid_amount > 0 and paid_amount <= claimed_amount),
    rounding_parts integer not null,
    rule text not null check (rule in ('in_full', 'pro_rata')),
    claim_count integer not null,
    certainty double precision not null,
    primary key (complaint_id, account_id)
);
comment on table action.give_back is 'One row per victim''s complaint and account that money held is given back from';
comment on column action.give_back.rounding_parts is 'How much is paid above the exact share, in ten-thousandths of a satang';

create table action.give_back_rest (
    account_id integer primary key,
    held_amount numeric(15, 2) not null,
    paid_amount numeric(15, 2) not null,
    rest_amount numeric(15, 2) not null check (rest_amount >= 0 and held_amount = paid_amount + rest_amount),
    claim_count integer not null
);
comment on table action.give_back_rest is 'One row per account that money is held in: what victims get, and what is left for its holder';

grant select, insert, update, delete on action.give_back, action.give_back_rest to rukkhat_engine;
