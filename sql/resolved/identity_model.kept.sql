-- resolved.identity_model: one row per set of parameters
-- writes: resolved.identity_model
insert into resolved.identity_model (is_default, learnt, record_count, reason)
values (%(is_default)s, %(learnt)s, %(record_count)s, %(reason)s)
returning model_version;
