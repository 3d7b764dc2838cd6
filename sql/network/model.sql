-- one row per model that was learnt, used or not
-- reads: network.model
-- writes: network.model
-- why: the register only grows; what is used is the last that may be.
insert into network.model (
    method, trained_at, data_from, data_until, judged_until, complaint_count, rules, parameters, metrics, is_promoted, reason
)
values (
    %(method)s, %(trained_at)s, %(data_from)s, %(data_until)s, %(judged_until)s, %(complaint_count)s, %(rules)s,
    %(parameters)s, %(metrics)s, %(is_promoted)s, %(reason)s
)
returning network.model.version
