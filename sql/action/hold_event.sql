-- action.hold_event: one row per event of a request
-- writes: action.hold_event
-- why: the number of the event is the key, so of two writers who saw the same state the second fails.
insert into action.hold_event (
    request_id, seq, step, state, amount, held_amount, expires_at, first_by, asked_at, answered_at, warned_at,
    happened_at, by_whom, reason, told
)
values (
    %(request_id)s, %(seq)s, %(step)s, %(state)s, %(amount)s, %(held)s, %(expires_at)s, %(first_by)s, %(asked_at)s,
    %(answered_at)s, %(warned_at)s, %(happened_at)s, %(by)s, %(why)s, %(told)s::jsonb
)
