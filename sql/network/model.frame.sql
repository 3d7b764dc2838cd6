-- one row per model that may be used, the learnt factors before the calibrated rules, the newest of each first
-- reads: network.model
-- why: the first that passes its checks scores the accounts; what was promoted before a later one of its method was not, is out.
select
    model.version,
    model.method,
    model.trained_at,
    model.rules,
    model.parameters::text as parameters
from network.model as model
inner join (
    select
        method,
        max(version) as version
    from network.model
    group by method
) as last_of using (method, version)
where model.is_promoted
order by model.method desc
