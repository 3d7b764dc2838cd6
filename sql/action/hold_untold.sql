-- action.hold_untold: one row per request in one of the states %(states)s (over, the bank not told) that stands in no file since
-- reads: action.freeze_request, action.hold_event, action.outbox_delivery, action.outbox_file
with wanted as (
    select unnest(%(states)s::text[]) as state
)

select ask.request_id
from action.freeze_request as ask
inner join lateral (
    select entry.state
    from action.hold_event as entry
    where entry.request_id = ask.request_id
    order by entry.seq desc
    limit 1
) as latest on true
inner join wanted on latest.state = wanted.state
where
    not exists (
        select from action.outbox_file as file
        where
            file.kind = 'lift'
            and ask.request_id = any(file.request_ids)
            and not exists (
                select from action.outbox_delivery as arrived
                where arrived.file_id = file.file_id
            )
    )
order by ask.request_id
