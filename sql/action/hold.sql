-- action.hold: one row per request that is named, as it stands
-- reads: action.hold_now
with named as (
    select unnest(%(request_ids)s::text[]) as request_id
)

select
    request.request_id,
    request.ceiling_amount as ceiling,
    request.expires_at,
    request.state,
    request.amount,
    request.held_amount as held,
    request.seq,
    request.first_by,
    request.asked_at,
    request.answered_at,
    request.warned_at,
    request.changed_at,
    request.bank_code,
    request.account_id,
    request.account_no,
    request.certainty,
    request.priority,
    request.window_name,
    request.legal_basis
from named
inner join action.hold_now as request on named.request_id = request.request_id
order by request.bank_code asc, request.priority desc, request.request_id asc
