-- action.outbox_waiting: one row per file that is not known to have arrived
-- reads: action.outbox_delivery, action.outbox_file
select
    file.file_id,
    file.agency,
    file.folder,
    file.file_name,
    file.body,
    file.kind,
    file.request_ids
from action.outbox_file as file
where
    not exists (
        select from action.outbox_delivery as arrived
        where arrived.file_id = file.file_id
    )
order by file.file_id
