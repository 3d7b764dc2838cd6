-- frame claim: one row per complaint and account that banks hold money in: the victim's money that was traced there
-- reads: action.freeze_proposal, action.freeze_request_part, action.hold_now
-- why: what stands as proposed, also of victims in whose name nothing was asked for there; where a bank had been asked before, and for
-- next hops, what was asked for.
with standing as (
    select
        request.request_id,
        request.account_id,
        request.held_amount
    from action.hold_now as request
    where request.state in ('held', 'partial', 'extended')
),

claimed as (
    select
        part.complaint_id,
        part.account_id,
        sum(part.traced_amount) as amount,
        min(part.certainty) as certainty
    from action.freeze_request_part as part
    inner join standing on part.request_id = standing.request_id
    group by part.complaint_id, part.account_id
    union all
    select
        proposal.complaint_id,
        proposal.account_id,
        proposal.traced_amount,
        proposal.certainty
    from action.freeze_proposal as proposal
    where proposal.superseded_at is null and proposal.status = 'proposed'
)

select
    claimed.complaint_id,
    claimed.account_id,
    (max(claimed.amount) * 100)::bigint as traced_satang,
    min(claimed.certainty) as certainty
from claimed
where
    claimed.account_id in (
        select standing.account_id
        from standing
        where standing.held_amount > 0
    )
group by claimed.complaint_id, claimed.account_id
order by claimed.complaint_id, claimed.account_id
