-- mart.hold_stray: one row per bank's answer that belongs to no request that was sent, or that its request did not take
-- reads: action.freeze_request, action.hold_event, core.freeze_response_version
-- writes: mart.hold_stray
-- why: an answer for an unknown request or another account is a mistake of somebody's; an older one that came late is no news.
create view mart.hold_stray as
select
    answer.request_id,
    answer.bank_code,
    answer.account_no,
    answer.outcome,
    answer.held_amount,
    answer.responded_at,
    case
        when ask.request_id is null then 'no such request'
        when answer.bank_code <> ask.bank_code or answer.account_no <> ask.account_no then 'another account than asked for'
        else 'not taken: it is older than the answer that stands, or the request was not out'
    end as cause
from core.freeze_response_version as answer
left join action.freeze_request as ask on answer.request_id = ask.request_id
where
    not exists (
        select from action.hold_event as entry
        where entry.request_id = answer.request_id and entry.told ->> 'content' = answer.content::text
    );
