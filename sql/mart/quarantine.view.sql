-- mart.quarantine: one row per data row put aside
-- reads: landing.delivered_file, landing.quarantine_state, landing.quarantine_decision
-- writes: mart.quarantine
-- why: every bad row with its reason, its text and what became of it; tips appear without their reporter.
create view mart.quarantine as
select
    file.agency,
    file.feed,
    file.file_name,
    put_aside.row_no,
    put_aside.reason,
    put_aside.raw,
    put_aside.field,
    put_aside.rule,
    put_aside.quarantined_at,
    put_aside.state,
    put_aside.decided_by,
    put_aside.decided_at,
    put_aside.decision_reason,
    newer.file_name as superseded_by,
    put_aside.record_key,
    put_aside.file_id,
    released.decided_by as file_released_by,
    released.decided_at as file_released_at,
    released.reason as file_release_reason,
    case
        when put_aside.rule = 'conflict'
            then 'see the view conflict, ask the agency which is right; dismiss it, or re-submit it under its own key'
        else 'let the agency repair it and send it again, or export, repair and re-submit it'
    end as remedy
from landing.quarantine_state as put_aside
inner join landing.delivered_file as file on put_aside.file_id = file.file_id
left join landing.delivered_file as newer on put_aside.by_file_id = newer.file_id
left join landing.quarantine_decision as released on put_aside.file_id = released.file_id and released.row_no is null;
