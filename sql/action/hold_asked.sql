-- action.hold_asked: one row per complaint that is named and account that its money was asked for in
-- reads: action.freeze_request_part, action.hold_event
select distinct
    part.complaint_id,
    part.account_id
from action.freeze_request_part as part
where
    part.complaint_id = any(%(complaint_ids)s)
    and not exists (
        select from action.hold_event as entry
        where entry.request_id = part.request_id and entry.state = 'withdrawn'
    )
order by part.complaint_id, part.account_id
