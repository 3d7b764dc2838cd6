-- mart.hold_review: one row per request with all that speaks for and against it, for the person who decides
-- reads: action.freeze_proposal, action.freeze_request_part, action.marked_signal, mart.account_risk, mart.freeze_request, mart.hold_ledger
-- writes: mart.hold_review
-- why: one page per request: whose money, by how many payments, why the account looks like a mule's, what was decided, what has changed.
create view mart.hold_review as
select
    ask.request_id,
    ask.bank_code,
    ask.account_no,
    ask.state,
    ask.amount,
    ask.held_amount,
    ask.expires_at,
    ask.legal_basis,
    risk.mule_score,
    risk.role,
    risk.gang_id,
    risk.reasons as signals,
    traced.complaints,
    decided.events,
    marked.codes as marked_signals,
    traced.has_changed
from mart.freeze_request as ask
left join mart.account_risk as risk on ask.bank_code = risk.bank_code and ask.account_no = risk.account_no
inner join lateral (
    select
        jsonb_agg(
            jsonb_build_object(
                'complaint_id', part.complaint_id,
                'hop', part.hop,
                'traced_amount', part.traced_amount,
                'traced_amount_now', standing.traced_amount,
                'certainty', part.certainty,
                'as_of', part.as_of,
                'reported_at', part.reported_at,
                'reason', part.reason
            ) order by part.complaint_id
        ) as complaints,
        bool_or(ask.follows is null and coalesce(standing.traced_amount, 0) < part.traced_amount) as has_changed
    from action.freeze_request_part as part
    left join action.freeze_proposal as standing
        on
            part.complaint_id = standing.complaint_id
            and part.account_id = standing.account_id
            and standing.superseded_at is null
            and standing.status = 'proposed'
    where part.request_id = ask.request_id
) as traced on true
inner join lateral (
    select
        jsonb_agg(
            jsonb_build_object(
                'step', entry.step, 'at', entry.happened_at, 'by', entry.by_whom, 'why', entry.reason, 'amount', entry.amount
            ) order by entry.seq
        ) as events
    from mart.hold_ledger as entry
    where entry.request_id = ask.request_id
) as decided on true
left join lateral (
    select array_agg(wrong.code order by wrong.code) as codes
    from action.marked_signal as wrong
    where wrong.request_id = ask.request_id
) as marked on true;
