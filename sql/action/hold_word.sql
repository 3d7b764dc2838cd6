-- action.hold_word: one row per request that is named: who decided last, and why
-- reads: action.hold_event
-- why: what a bank is sent names who answers for it.
select distinct on (request_id)
    request_id,
    by_whom,
    reason
from action.hold_event
where request_id = any(%(request_ids)s) and step in ('approve', 'lift', 'lapse')
order by request_id asc, seq desc
