-- action.hold_now: one row per request to a bank, as it stands
-- reads: action.freeze_request, action.hold_event
-- writes: action.hold_now
-- why: the last entry of its ledger says it; the window in law is the one that it came under last.
create view action.hold_now as
select
    ask.request_id,
    ask.bank_code,
    ask.account_id,
    ask.account_no,
    ask.ceiling_amount,
    ask.certainty,
    ask.urgency,
    ask.priority,
    ask.follows,
    ask.created_at,
    latest.state,
    latest.amount,
    latest.held_amount,
    latest.expires_at,
    latest.seq,
    latest.first_by,
    latest.asked_at,
    latest.answered_at,
    latest.warned_at,
    latest.happened_at as changed_at,
    latest.by_whom as changed_by,
    latest.reason as changed_why,
    coalesce(later.told ->> 'window', ask.window_name) as window_name,
    coalesce(later.told ->> 'basis', ask.legal_basis) as legal_basis
from action.freeze_request as ask
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
) as later on true;
