-- one row: how much there is to learn from, and what the last training had
-- reads: core.complaint, network.model
-- why: a training runs where complaints have grown by a quarter, the rules have changed, or a week has passed.
select
    (select count(*) from core.complaint) as complaint_count,
    (select model.complaint_count from network.model as model order by model.version desc limit 1) as learnt_count,
    (select model.trained_at from network.model as model order by model.version desc limit 1) as trained_at,
    (select model.rules from network.model as model order by model.version desc limit 1) as rules
