-- action.hold_stale: one row per undecided request whose proposals do not stand as they did
-- reads: action.freeze_proposal, action.freeze_request, action.freeze_request_part, action.hold_event
-- why: nobody shall decide on evidence that has changed; requests that follow a bank's answer were traced anew and have no proposals.
select distinct ask.request_id
from action.freeze_request as ask
inner join action.freeze_request_part as part on ask.request_id = part.request_id
inner join lateral (
    select entry.state
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
where
    ask.follows is null
    and latest.state in ('proposed', 'awaiting_second', 'escalated')
    and not exists (
        select from action.freeze_proposal as proposal
        where
            proposal.complaint_id = part.complaint_id
            and proposal.account_id = ask.account_id
            and proposal.superseded_at is null
            and proposal.status = 'proposed'
            and proposal.traced_amount >= part.traced_amount
    )
order by ask.request_id
