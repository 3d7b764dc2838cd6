-- action.standing_request: one row per request whose bank holds money for it, or is being asked to
-- reads: action.freeze_request, action.hold_event
-- writes: action.standing_request
-- why: what is held or asked for is not to be asked for elsewhere, nor twice of one balance; a bank that says it holds more
-- than it was asked for holds no more of the victims'.
create view action.standing_request as
select
    ask.request_id,
    ask.account_id,
    case
        when latest.state in ('held', 'partial', 'extended') then least(latest.held_amount, latest.amount)
        else latest.amount
    end as amount
from action.freeze_request as ask
inner join lateral (
    select
        entry.state,
        entry.amount,
        entry.held_amount
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
where
    latest.state in (
        'proposed', 'awaiting_second', 'escalated', 'approved', 'sending', 'sent', 'held', 'partial', 'extended'
    );
