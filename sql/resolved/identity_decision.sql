-- resolved.identity_decision: one row per decision
-- reads: resolved.identity_record
-- writes: resolved.identity_decision
-- why: the ledger only grows. Nothing is written about a record that nobody knows.
insert into resolved.identity_decision (left_key, right_key, decision, reason, decided_by)
select
    %(left_key)s,
    %(right_key)s,
    %(decision)s,
    %(reason)s,
    %(decided_by)s
where (
    select count(*) from resolved.identity_record
    where record_key in (%(left_key)s, %(right_key)s)
) = 2;
