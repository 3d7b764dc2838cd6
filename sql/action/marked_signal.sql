-- action.marked_signal: one row per signal of the request's account, as it stands
-- reads: network.account_risk
-- writes: action.marked_signal
-- why: a hold that was lifted tells which signals spoke wrongly; whoever trains or tunes them finds them here.
with lifted as (
    select
        %(request_id)s::text as request_id,
        %(account_id)s::integer as account_id,
        %(by)s::text as marked_by,
        %(at)s::timestamptz as marked_at,
        %(why)s::text as why
)

insert into action.marked_signal (request_id, code, words, weight, marked_by, marked_at, why)
select
    lifted.request_id,
    sign.entry ->> 'code' as code,
    sign.entry ->> 'text' as words,
    (sign.entry ->> 'weight')::double precision as weight,
    lifted.marked_by,
    lifted.marked_at,
    lifted.why
from lifted
inner join network.account_risk as risk on lifted.account_id = risk.account_id
cross join lateral jsonb_array_elements(risk.reasons) as sign (entry)
where sign.entry ->> 'code' is not null
on conflict (request_id, code) do nothing
