-- action.hold: one row per request that is named, as it stands
-- reads: action.freeze_request, action.hold_event
-- why: the last event says it; the window in law is the one that it came under last.
with named as (
    select unnest(%(request_ids)s::text[]) as request_id
)

select
    ask.request_id,
    ask.ceiling_amount as ceiling,
    latest.expires_at,
    latest.state,
    latest.amount,
    latest.held_amount as held,
    latest.seq,
    latest.first_by,
    latest.asked_at,
    latest.answered_at,
    latest.warned_at,
    latest.happened_at as changed_at,
    ask.bank_code,
    ask.account_id,
    ask.account_no,
    ask.certainty,
    ask.priority,
    coalesce(later.told ->> 'window', ask.window_name) as window_name,
    coalesce(later.told ->> 'basis', ask.legal_basis) as legal_basis
from named
inner join action.freeze_request as ask on named.request_id = ask.request_id
inner join lateral (
    select entry.*
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
left join lateral (
    select entry.told
    from action.hold_event as entry
    where entry.request_id = ask.request_id and entry.told ->> 'basis' is not null
    order by entry.seq desc
    limit 1
) as later on true
order by ask.bank_code asc, ask.priority desc, ask.request_id asc
