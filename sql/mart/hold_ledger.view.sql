-- mart.hold_ledger: one row per event of a request: who, when, why, and how it stood after it
-- reads: action.hold_event
-- writes: mart.hold_ledger
-- why: nothing that was decided can be forgotten.
create view mart.hold_ledger as
select
    request_id,
    seq,
    step,
    state,
    amount,
    held_amount,
    expires_at,
    happened_at,
    by_whom,
    reason,
    told,
    recorded_at
from action.hold_event;
