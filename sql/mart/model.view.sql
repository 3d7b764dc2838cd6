-- mart.model: one row per model that was learnt
-- reads: network.account_score, network.model
-- writes: mart.model
-- why: what scores the accounts, how it did on complaints that came after, and why what was learnt is used or is not.
create view mart.model as
with used as (
    select distinct scored.version from network.account_score as scored
)

select
    learnt.version,
    learnt.method,
    learnt.trained_at,
    learnt.data_from,
    learnt.data_until,
    learnt.judged_until,
    learnt.complaint_count,
    learnt.parameters,
    learnt.metrics,
    learnt.is_promoted,
    learnt.reason,
    used.version is not null as is_in_use
from network.model as learnt
left join used on learnt.version = used.version;
