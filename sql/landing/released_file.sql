-- landing.quarantine_decision: writes down who released a file and why, and puts the file back to be loaded
-- reads: landing.delivered_file
-- writes: landing.quarantine_decision, landing.delivered_file
insert into landing.quarantine_decision (file_id, decision, reason, decided_by)
values (%(file_id)s, 'released', %(reason)s, %(decided_by)s);

update landing.delivered_file
set status = 'landed', finished_at = null
where file_id = %(file_id)s;
