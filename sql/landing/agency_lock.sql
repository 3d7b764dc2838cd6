-- lock: one load of an agency at a time, whichever DAG or command began it; gone with the transaction
select pg_advisory_xact_lock(hashtext('landing ' || %(agency)s));
