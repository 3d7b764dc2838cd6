-- mart.hold_due: one row per request that is undecided, out or held, the first to end first
-- reads: mart.freeze_request
-- writes: mart.hold_due
-- why: what must be decided, extended or let go, and by when.
create view mart.hold_due as
select
    request_id,
    bank_code,
    account_no,
    complaint_ids,
    state,
    amount,
    held_amount,
    expires_at,
    legal_basis,
    extract(epoch from expires_at - now()) / 3600 as hours_left,
    case
        when state in ('proposed', 'awaiting_second', 'escalated') then 'decide'
        when state in ('approved', 'sending') then 'send'
        when state = 'sent' then 'ask the bank for its answer'
        when state in ('lapsed', 'lifting') then 'tell the bank that it is over'
        else 'extend by order, or it is let go'
    end as next_step
from mart.freeze_request
where
    state in (
        'proposed', 'awaiting_second', 'escalated', 'approved', 'sending', 'sent', 'held', 'partial', 'extended',
        'lapsed', 'lifting'
    )
order by expires_at asc, priority desc;
