-- action.hold_finding: one row per standing proposal that is not wholly asked for, with the account's balance and outflow
-- reads: action.asked_part, action.freeze_proposal, action.standing_request, core.account, core.account_snapshot, core.transfer
-- why: what was asked for before, whatever became of it, is not asked for again, unless it was withdrawn unsent, or its time was
-- over and the victim has reported again since (a notice, and the complaint to the police after the 72 hours); the balance is
-- the last delivered one and what was booked between it and the report, less what stands of other requests.
select
    proposal.complaint_id,
    proposal.account_id,
    account.bank_code,
    account.account_no,
    proposal.hop,
    proposal.certainty,
    proposal.as_of,
    proposal.as_of as reported_at,
    proposal.reason,
    proposal.traced_amount - coalesce(asked.amount, 0) as traced,
    stated.balance + coalesce(received.amount, 0) - coalesce(paid.amount, 0) - coalesce(standing.amount, 0) as balance,
    coalesce(gone.amount, 0) as outflow
from action.freeze_proposal as proposal
inner join core.account as account on proposal.account_id = account.account_id
left join lateral (
    select sum(part.traced_amount) as amount
    from action.asked_part as part
    where
        part.complaint_id = proposal.complaint_id
        and part.account_id = proposal.account_id
        and not (part.has_lapsed and part.as_of < proposal.as_of)
) as asked on true
left join lateral (
    select
        reported.balance,
        reported.snapshot_at
    from core.account_snapshot as reported
    where reported.account_id = proposal.account_id and reported.snapshot_at <= proposal.as_of
    order by reported.snapshot_at desc
    limit 1
) as stated on true
left join lateral (
    select sum(came.amount) as amount
    from core.transfer as came
    where
        came.creditor_id = proposal.account_id
        and came.booked_at > stated.snapshot_at
        and came.booked_at <= proposal.as_of
) as received on true
left join lateral (
    select sum(went.amount) as amount
    from core.transfer as went
    where
        went.debtor_id = proposal.account_id
        and went.booked_at > stated.snapshot_at
        and went.booked_at <= proposal.as_of
) as paid on true
left join lateral (
    select sum(went.amount) as amount
    from core.transfer as went
    where
        went.debtor_id = proposal.account_id
        and went.booked_at > proposal.as_of - interval '1 day'
        and went.booked_at <= proposal.as_of
) as gone on true
left join lateral (
    select sum(other.amount) as amount
    from action.standing_request as other
    where other.account_id = proposal.account_id
) as standing on true
where
    proposal.superseded_at is null
    and proposal.status = 'proposed'
    and proposal.traced_amount > coalesce(asked.amount, 0)
order by proposal.complaint_id, proposal.account_id
