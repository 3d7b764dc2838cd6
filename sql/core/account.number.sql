-- numbers of accounts: one row per account named, in the order given
-- reads: core.account
-- writes: core.account
-- why: whoever is named for the first time gets a number. Loads that name accounts go one after the other.
select pg_advisory_xact_lock(hashtext('posting'));

insert into core.account (bank_code, account_no)
select
    named.bank_code,
    named.account_no
from unnest(%(bank_code)s::text[], %(account_no)s::text[]) as named (bank_code, account_no)
where (
    select known.account_id from core.account as known
    where known.bank_code = named.bank_code and known.account_no = named.account_no
) is null
order by named.bank_code, named.account_no
on conflict do nothing;

select (
    select known.account_id from core.account as known
    where known.bank_code = named.bank_code and known.account_no = named.account_no
) as account_id
from unnest(%(bank_code)s::text[], %(account_no)s::text[]) with ordinality as named (bank_code, account_no, place)
order by named.place;
