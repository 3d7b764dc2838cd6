-- landing.quarantine_state: one row per data row put aside, with what was last decided about it
-- reads: landing.quarantined_row, landing.quarantine_decision
-- writes: landing.quarantine_state
-- why: the state is what the ledger says last; a refused repair leaves the row open.
create view landing.quarantine_state as
select
    put_aside.file_id,
    put_aside.row_no,
    put_aside.field,
    put_aside.rule,
    put_aside.reason,
    put_aside.raw,
    put_aside.record_key,
    put_aside.quarantined_at,
    newest.decided_by,
    newest.decided_at,
    newest.reason as decision_reason,
    newest.by_file_id,
    newest.became,
    case when newest.decision is null or newest.decision = 'refused' then 'open' else newest.decision end as state
from landing.quarantined_row as put_aside
left join lateral (
    select made.*
    from landing.quarantine_decision as made
    where made.file_id = put_aside.file_id and made.row_no = put_aside.row_no
    order by made.decision_id desc
    limit 1
) as newest on true;

grant select on landing.quarantine_state to rukkhat_loader;
