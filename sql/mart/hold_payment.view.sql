-- mart.hold_payment: one row per request and payment into or out of its account in the time that matters
-- reads: action.freeze_request, action.freeze_request_part, core.account, core.transfer, resolved.complaint_payment
-- writes: mart.hold_payment
-- why: the postings themselves, for whoever must judge a hold: from the victims' first payment, or the day before the report, to a day
-- after what was known; `is_victims` marks what the victim paid.
create view mart.hold_payment as
select
    ask.request_id,
    moved.direction,
    moved.booked_at,
    moved.amount,
    moved.channel,
    moved.end_to_end_id,
    other.bank_code || ':' || other.account_no as counterparty,
    victims.transfer_id is not null as is_victims
from action.freeze_request as ask
inner join lateral (
    select
        coalesce(min(earliest.paid_at), min(part.reported_at) - interval '1 day') as begins_at,
        max(part.as_of) + interval '1 day' as ends_at
    from action.freeze_request_part as part
    left join lateral (
        select min(paid.paid_at) as paid_at
        from resolved.complaint_payment as paid
        where paid.complaint_id = part.complaint_id
    ) as earliest on true
    where part.request_id = ask.request_id
) as span on true
inner join lateral (
    select
        'in' as direction,
        came.transfer_id,
        came.end_to_end_id,
        came.booked_at,
        came.debtor_id as other_id,
        came.amount,
        came.channel
    from core.transfer as came
    where came.creditor_id = ask.account_id and came.booked_at between span.begins_at and span.ends_at
    union all
    select
        'out' as direction,
        went.transfer_id,
        went.end_to_end_id,
        went.booked_at,
        went.creditor_id as other_id,
        went.amount,
        went.channel
    from core.transfer as went
    where went.debtor_id = ask.account_id and went.booked_at between span.begins_at and span.ends_at
) as moved on true
inner join core.account as other on moved.other_id = other.account_id
left join lateral (
    select paid.transfer_id
    from resolved.complaint_payment as paid
    inner join action.freeze_request_part as part on paid.complaint_id = part.complaint_id
    where part.request_id = ask.request_id and paid.transfer_id = moved.transfer_id
    order by paid.transfer_id
    limit 1
) as victims on true;
