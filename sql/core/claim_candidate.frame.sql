-- frame claim_candidate: one row per transfer that one of the asked claims may mean
-- reads: core.account, core.transfer
-- why: of the victim's account, of the named one, and of those whose number is one digit off (more, fewer, other, two of them swapped):
-- looked up by account and time, so that a complaint costs the same whatever the history.
with claim as (
    select
        asked.*,
        named.bank_code,
        named.account_no
    from
        unnest(
            %(victim_account_id)s::integer[], %(account_id)s::integer[], %(amount_satang)s::bigint[], %(paid_at)s::timestamptz[]
        ) as asked (victim_id, named_id, amount_satang, paid_at)
    inner join core.account as named on asked.named_id = named.account_id
),

near as (
    select distinct
        claim.amount_satang,
        claim.paid_at,
        account.account_id
    from claim
    cross join lateral generate_series(0, length(claim.account_no)) as cut (at)
    cross join lateral (
        select left(claim.account_no, cut.at) || digit || substr(claim.account_no, cut.at + tail.first) as account_no
        from generate_series(0, 9) as digit
        cross join (values (1), (2)) as tail (first)
        union all
        select left(claim.account_no, cut.at) || substr(claim.account_no, cut.at + 2)
        union all
        select
            left(claim.account_no, cut.at) || substr(claim.account_no, cut.at + 2, 1)
            || substr(claim.account_no, cut.at + 1, 1) || substr(claim.account_no, cut.at + 3)
    ) as typed
    inner join core.account as account
        on claim.bank_code = account.bank_code and typed.account_no = account.account_no
    where account.account_id <> claim.named_id
)

select distinct
    found.transfer_id,
    found.end_to_end_id,
    found.booked_at,
    found.debtor_id,
    found.creditor_id,
    (found.amount * 100)::bigint as amount_satang
from claim
cross join lateral (
    select
        transfer.transfer_id,
        transfer.end_to_end_id,
        transfer.booked_at,
        transfer.debtor_id,
        transfer.creditor_id,
        transfer.amount
    from core.transfer as transfer
    where
        transfer.debtor_id = claim.victim_id
        and transfer.booked_at between claim.paid_at - interval '6 hours' and claim.paid_at + interval '6 hours'
    union all
    select
        transfer.transfer_id,
        transfer.end_to_end_id,
        transfer.booked_at,
        transfer.debtor_id,
        transfer.creditor_id,
        transfer.amount
    from core.transfer as transfer
    where
        transfer.creditor_id = claim.named_id
        and transfer.booked_at between claim.paid_at - interval '6 hours' and claim.paid_at + interval '6 hours'
) as found
where abs(found.amount * 100 - claim.amount_satang) <= greatest(100, 0.01 * claim.amount_satang)
union distinct
select
    transfer.transfer_id,
    transfer.end_to_end_id,
    transfer.booked_at,
    transfer.debtor_id,
    transfer.creditor_id,
    (transfer.amount * 100)::bigint as amount_satang
from near
inner join core.transfer as transfer
    on
        near.account_id = transfer.creditor_id
        and transfer.booked_at between near.paid_at - interval '6 hours' and near.paid_at + interval '6 hours'
        and transfer.amount * 100 = near.amount_satang
