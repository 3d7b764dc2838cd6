-- action.hold_stale: one row per undecided request whose proposals do not stand as they did
-- reads: action.freeze_proposal, action.freeze_request_part, action.hold_now
-- why: nobody shall decide on evidence that has changed; requests that follow a bank's answer were traced anew and have no proposals.
select distinct request.request_id
from action.hold_now as request
inner join action.freeze_request_part as part on request.request_id = part.request_id
where
    request.follows is null
    and request.state in ('proposed', 'awaiting_second', 'escalated')
    and not exists (
        select from action.freeze_proposal as proposal
        where
            proposal.complaint_id = part.complaint_id
            and proposal.account_id = request.account_id
            and proposal.superseded_at is null
            and proposal.status = 'proposed'
            and proposal.traced_amount >= part.traced_amount
    )
order by request.request_id
