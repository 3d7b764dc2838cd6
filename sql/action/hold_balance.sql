-- action.hold_balance: one row per account that is named and that its bank delivers: what lies in it at %(at)s and is not asked for
-- reads: action.standing_request, core.account_snapshot, core.transfer
-- why: the last delivered balance and what was booked since, less what stands of other requests; all requests for an account
-- together ask for no more than lies there.
with named as (
    select unnest(%(account_ids)s::integer[]) as account_id
)

select
    named.account_id,
    stated.balance + coalesce(received.amount, 0) - coalesce(paid.amount, 0) - coalesce(standing.amount, 0) as balance
from named
inner join lateral (
    select
        reported.balance,
        reported.snapshot_at
    from core.account_snapshot as reported
    where reported.account_id = named.account_id and reported.snapshot_at <= %(at)s
    order by reported.snapshot_at desc
    limit 1
) as stated on true
left join lateral (
    select sum(came.amount) as amount
    from core.transfer as came
    where
        came.creditor_id = named.account_id
        and came.booked_at > stated.snapshot_at
        and came.booked_at <= %(at)s
) as received on true
left join lateral (
    select sum(went.amount) as amount
    from core.transfer as went
    where
        went.debtor_id = named.account_id
        and went.booked_at > stated.snapshot_at
        and went.booked_at <= %(at)s
) as paid on true
left join lateral (
    select sum(other.amount) as amount
    from action.standing_request as other
    where other.account_id = named.account_id
) as standing on true
order by named.account_id
