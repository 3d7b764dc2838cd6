-- mart.explain_phone: one row per reason and record behind it; a reason that cites nothing has one row
-- reads: core.phone, network.phone_risk, mart.evidence
-- writes: mart.explain_phone
-- why: why a number is under suspicion or cleared: each reason, strongest first, with the records behind it.
create function mart.explain_phone(msisdn text)
returns table (
    reason_no integer,
    code text,
    weight double precision,
    reason text,
    evidence_id text,
    evidence_kind text,
    at timestamptz,
    amount numeric,
    source_key text,
    target_key text,
    note text
)
language sql
stable
security definer
set search_path = ''
as $$
    with reason as (
        select
            cited.place::integer as reason_no,
            cited.told
        from network.phone_risk as risk
        inner join core.phone as named on risk.phone_id = named.phone_id
        cross join lateral jsonb_array_elements(risk.reasons) with ordinality as cited (told, place)
        where named.msisdn = regexp_replace(explain_phone.msisdn, '^0', '+66')
    )

    select
        reason.reason_no,
        reason.told ->> 'code' as code,
        (reason.told ->> 'weight')::double precision as weight,
        reason.told ->> 'text' as reason,
        named.evidence_id,
        found.kind as evidence_kind,
        found.at,
        found.amount,
        found.source_key,
        found.target_key,
        coalesce(found.note, case when named.evidence_id is not null then 'no longer in the warehouse' end) as note
    from reason
    left join lateral jsonb_array_elements_text(reason.told -> 'evidence') as named (evidence_id) on true
    left join lateral mart.evidence(named.evidence_id) as found on true
    order by reason.reason_no, found.at, named.evidence_id, found.source_key, found.target_key;
$$;
