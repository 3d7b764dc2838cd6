-- mart.model: one row per model that was learnt
-- reads: network.account_score, network.model
-- writes: mart.model
-- why: what scores the accounts, how it did on complaints that came after, and why what was learnt is used or is not.
create view mart.model as
select
    model.version,
    model.method,
    model.trained_at,
    model.data_from,
    model.data_until,
    model.judged_until,
    model.complaint_count,
    model.parameters,
    model.metrics,
    model.is_promoted,
    model.reason,
    exists (
        select 1 from network.account_score as score
        where score.version = model.version
    ) as is_in_use
from network.model as model;
