-- mart.trace_funds: one row per stretch of money in a payment, from the payment that an account got, and what of it still lies where
-- reads: core.account, mart.trace_payments
-- writes: mart.trace_funds
-- why: the same trace that proposals are made of, for anybody's account, by the key that banks and officers use. The payment counts as
-- booked where the account got one of that second and at least that amount, else as one that no bank shows.
create function mart.trace_funds(
    account text,
    at timestamptz,
    amount numeric,
    as_of timestamptz default 'infinity',
    rule text default 'fifo',
    most_hops integer default 12
)
returns table (
    hop integer,
    from_key text,
    to_key text,
    paid_at timestamptz,
    payment_amount numeric,
    traced_amount numeric,
    still_amount numeric,
    crumb_amount numeric,
    ending text,
    certainty double precision
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    asked integer;
begin
    select named.account_id into asked
    from core.account as named
    where named.bank_code = split_part(account, ':', 1) and named.account_no = split_part(account, ':', 2);
    if asked is null then
        raise exception 'no account is known as %; write bank:account', left(account, 40)
            using errcode = 'invalid_parameter_value';
    end if;
    return query
    select
        found.hop,
        debtor.bank_code || ':' || debtor.account_no,
        creditor.bank_code || ':' || creditor.account_no,
        found.booked_at,
        found.payment_amount,
        found.amount,
        found.still_amount,
        found.crumb_amount,
        found.ending,
        found.certainty
    from mart.trace_payments(
        array[asked], array[at], array[trace_funds.amount], as_of => as_of, rule => rule, most_hops => most_hops
    ) as found
    left join core.account as debtor on found.debtor_id = debtor.account_id
    inner join core.account as creditor on found.creditor_id = creditor.account_id
    order by found.hop, found.booked_at, creditor.bank_code, creditor.account_no, found.amount desc;
end
$$;
