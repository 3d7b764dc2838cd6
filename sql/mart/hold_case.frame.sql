-- frame hold_case: one row for the request %(request_id)s with all that speaks for and against it
-- reads: mart.freeze_request, mart.gang, mart.hold_review
with named as (
    select %(request_id)s::text as request_id
)

select
    ask.request_id,
    ask.bank_code,
    ask.account_no,
    ask.state,
    ask.traced_amount,
    ask.amount,
    ask.held_amount,
    ask.is_over_held,
    ask.certainty,
    ask.urgency,
    ask.priority,
    ask.expires_at,
    ask.window_name,
    ask.legal_basis,
    ask.follows,
    ask.created_at,
    review.mule_score,
    review.role,
    review.signals,
    review.complaints,
    review.events,
    review.marked_signals,
    review.has_changed,
    review.gang_id,
    gang.account_count as gang_accounts,
    gang.complaint_count as gang_complaints
from named
inner join mart.freeze_request as ask on named.request_id = ask.request_id
inner join mart.hold_review as review on ask.request_id = review.request_id
left join mart.gang as gang on review.gang_id = gang.gang_id
