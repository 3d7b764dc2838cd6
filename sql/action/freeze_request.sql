-- action.freeze_request: one row per request
-- writes: action.freeze_request
-- why: its name follows from what is asked for; the same written twice is one.
insert into action.freeze_request (
    request_id, account_id, bank_code, account_no, ceiling_amount, certainty, urgency, priority,
    window_name, legal_basis, follows, created_at
)
values (
    %(request_id)s, %(account_id)s, %(bank_code)s, %(account_no)s, %(ceiling_amount)s, %(certainty)s, %(urgency)s,
    %(priority)s, %(window_name)s, %(legal_basis)s, %(follows)s, %(created_at)s
)
