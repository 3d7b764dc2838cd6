-- the parameters in force: one row, or none before the first run
-- reads: resolved.identity_model
select
    model_version,
    is_default,
    learnt
from resolved.identity_model
order by model_version desc
limit 1;
