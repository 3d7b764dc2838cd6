-- mart.command_scorecard: one row per police command and month
-- reads: action.command_scorecard
-- writes: mart.command_scorecard
-- why: each command is measured by the same figures.
create view mart.command_scorecard as
select
    command_code,
    period_start,
    period_end,
    complaint_count,
    loss_amount,
    traced_amount,
    proposed_amount,
    proposal_count,
    median_report_delay_s
from action.command_scorecard;
