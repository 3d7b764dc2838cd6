-- action.standing_request: one row per request whose bank holds money for it, or is being asked to
-- reads: action.hold_now
-- writes: action.standing_request
-- why: what is held or asked for is not to be asked for elsewhere, nor twice of one balance; a bank that says it holds more
-- than it was asked for holds no more of the victims'.
create view action.standing_request as
select
    request.request_id,
    request.account_id,
    case
        when request.state in ('held', 'partial', 'extended') then least(request.held_amount, request.amount)
        else request.amount
    end as amount
from action.hold_now as request
where
    request.state in (
        'proposed', 'awaiting_second', 'escalated', 'approved', 'sending', 'sent', 'held', 'partial', 'extended'
    );
