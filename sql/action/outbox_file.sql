-- action.outbox_file: one row per file for an agency
-- reads: action.outbox_file
-- writes: action.outbox_file
-- why: written down in the transaction that says `sending`; what is sent later is this text, under this name, however often it is tried.
insert into action.outbox_file (agency, folder, file_name, body, kind, request_ids)
values (%(agency)s, %(folder)s, %(file_name)s, %(body)s, %(kind)s, %(request_ids)s)
