-- action.hold_standing: one row per request in one of the states %(states)s
-- reads: action.hold_now
select request.request_id
from action.hold_now as request
where request.state in (select unnest(%(states)s::text[]))
order by request.request_id
