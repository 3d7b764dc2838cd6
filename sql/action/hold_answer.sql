-- action.hold_answer: one row per bank's answer that the ledger of its request does not have yet
-- reads: action.freeze_request, action.hold_event, core.freeze_response_version
-- why: every version of an answer is taken, once and in the order of the bank's own clock;
-- an answer counts only for its own request's account.
select
    answer.request_id,
    answer.outcome,
    answer.held_amount,
    answer.responded_at,
    answer.reason,
    answer.content::text as content
from core.freeze_response_version as answer
inner join action.freeze_request as ask
    on
        answer.request_id = ask.request_id
        and (answer.bank_code is null or answer.bank_code = ask.bank_code)
        and (answer.account_no is null or answer.account_no = ask.account_no)
where
    not exists (
        select from action.hold_event as entry
        where entry.request_id = answer.request_id and entry.told ->> 'content' = answer.content::text
    )
order by answer.responded_at, answer.request_id, answer.file_id, answer.row_no
