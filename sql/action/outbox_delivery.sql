-- action.outbox_delivery: one row per file that has arrived
-- reads: action.outbox_delivery
-- writes: action.outbox_delivery
insert into action.outbox_delivery (file_id, place)
values (%(file_id)s, %(place)s)
on conflict (file_id) do nothing
