-- landing.quarantine_decision: one row per decision about a row put aside; a row that is settled already is left alone
-- reads: landing.quarantine_state
-- writes: landing.quarantine_decision
-- why: the text as delivered is copied, so that the ledger keeps it whatever becomes of the row.
insert into landing.quarantine_decision (
    file_id, row_no, decision, became, reason, raw, by_file_id, repair_sha256, decided_by
)
select
    decided.file_id,
    decided.row_no,
    decided.decision,
    decided.became,
    decided.reason,
    put_aside.raw,
    decided.by_file_id,
    decided.repair_sha256,
    %(decided_by)s
from
    unnest(
        %(file_id)s::bigint[], %(row_no)s::bigint[], %(decision)s::text[], %(became)s::text[],
        %(reason)s::text[], %(by_file_id)s::bigint[], %(repair_sha256)s::text[]
    ) as decided (file_id, row_no, decision, became, reason, by_file_id, repair_sha256)
inner join landing.quarantine_state as put_aside
    on decided.file_id = put_aside.file_id and decided.row_no = put_aside.row_no
where put_aside.state = 'open';
