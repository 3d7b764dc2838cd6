-- lock: one resolution, or one decision, at a time; gone with the transaction
select pg_advisory_xact_lock(hashtext('resolved identity'));
