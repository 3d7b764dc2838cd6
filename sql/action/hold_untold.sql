-- action.hold_untold: one row per request in one of the states %(states)s (over, the bank not told) that stands in no file since
-- reads: action.hold_now, action.outbox_delivery, action.outbox_file
select request.request_id
from action.hold_now as request
where
    request.state in (select unnest(%(states)s::text[]))
    and not exists (
        select from action.outbox_file as file
        where
            file.kind = 'lift'
            and request.request_id = any(file.request_ids)
            and not exists (
                select from action.outbox_delivery as arrived
                where arrived.file_id = file.file_id
            )
    )
order by request.request_id
