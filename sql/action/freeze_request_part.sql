-- action.freeze_request_part: one row per request and complaint
-- writes: action.freeze_request_part
insert into action.freeze_request_part (
    request_id, complaint_id, account_id, hop, traced_amount, certainty, as_of, reported_at, reason
)
values (
    %(request_id)s, %(complaint_id)s, %(account_id)s, %(hop)s, %(traced_amount)s, %(certainty)s, %(as_of)s, %(reported_at)s, %(reason)s
)
