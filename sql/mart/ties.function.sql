-- mart.ties: one row per node tied to a node and kind of tie, the suspect and the strongest first
-- reads: network.edge, network.account_risk, network.phone_risk, core.account, core.phone, core.posting, core.call, mart.node
-- writes: mart.ties
-- why: money and calls come from the records of anybody, what else ties from the evidence around suspects. At most the newest 1,000 records
-- a direction are read, so that a shop or a utility answers as fast as anybody; `left_out` counts the ties beyond `most`.
create function mart.ties(called text, since timestamptz default null, most integer default 25)
returns table (
    to_type text,
    to_key text,
    kind text,
    is_outward boolean,
    first_at timestamptz,
    last_at timestamptz,
    weight double precision,
    evidence jsonb,
    is_flagged boolean,
    score double precision,
    gang_id text,
    left_out bigint
)
language sql
stable
security definer
set search_path = ''
rows 25
as $$
    with node as (select * from mart.node(called)),

    record as (
        select
            'account' as to_type,
            other.bank_code || ':' || other.account_no as to_key,
            'paid' as kind,
            moved.is_outward,
            moved.first_at,
            moved.last_at,
            moved.weight,
            null::jsonb as evidence,
            other.account_id,
            null::integer as phone_id
        from node
        inner join core.account as mine
            on node.node_type = 'account'
            and mine.bank_code = split_part(node.node_key, ':', 1)
            and mine.account_no = substr(node.node_key, length(split_part(node.node_key, ':', 1)) + 2)
        cross join lateral (
            select
                true as is_outward,
                sent.creditor_id as other_id,
                min(sent.booked_at) as first_at,
                max(sent.booked_at) as last_at,
                sum(sent.amount)::double precision as weight
            from (
                select posting.creditor_id, posting.booked_at, posting.amount
                from core.posting as posting
                where
                    posting.is_believed and posting.debtor_id = mine.account_id
                    and posting.booked_at >= coalesce(since, '-infinity')
                order by posting.booked_at desc
                limit 1000
            ) as sent
            group by sent.creditor_id
            union all
            select
                false,
                got.debtor_id,
                min(got.booked_at),
                max(got.booked_at),
                sum(got.amount)::double precision
            from (
                select posting.debtor_id, posting.booked_at, posting.amount
                from core.posting as posting
                where
                    posting.is_believed and posting.creditor_id = mine.account_id
                    and posting.booked_at >= coalesce(since, '-infinity')
                order by posting.booked_at desc
                limit 1000
            ) as got
            group by got.debtor_id
        ) as moved
        inner join core.account as other on moved.other_id = other.account_id
        union all
        select
            'phone',
            other.msisdn,
            'called',
            talked.is_outward,
            talked.first_at,
            talked.last_at,
            talked.weight,
            null,
            null,
            other.phone_id
        from node
        inner join core.phone as mine on node.node_type = 'phone' and mine.msisdn = node.node_key
        cross join lateral (
            select
                true as is_outward,
                rang.b_phone_id as other_id,
                min(rang.started_at) as first_at,
                max(rang.started_at) as last_at,
                count(*)::double precision as weight
            from (
                select call.b_phone_id, call.started_at
                from core.call as call
                where call.a_phone_id = mine.phone_id and call.started_at >= coalesce(since, '-infinity')
                order by call.started_at desc
                limit 1000
            ) as rang
            group by rang.b_phone_id
            union all
            select
                false,
                was.a_phone_id,
                min(was.started_at),
                max(was.started_at),
                count(*)::double precision
            from (
                select call.a_phone_id, call.started_at
                from core.call as call
                where call.b_phone_id = mine.phone_id and call.started_at >= coalesce(since, '-infinity')
                order by call.started_at desc
                limit 1000
            ) as was
            group by was.a_phone_id
        ) as talked
        inner join core.phone as other on talked.other_id = other.phone_id
    ),

    edge as (
        select
            outward.target_type as to_type,
            outward.target_key as to_key,
            outward.kind,
            true as is_outward,
            outward.first_at,
            outward.last_at,
            outward.weight,
            outward.evidence
        from node
        inner join network.edge as outward
            on node.node_type = outward.source_type and node.node_key = outward.source_key
        where outward.kind not in ('paid', 'called') and coalesce(outward.last_at >= since, true)
        union all
        select
            inward.source_type,
            inward.source_key,
            inward.kind,
            false,
            inward.first_at,
            inward.last_at,
            inward.weight,
            inward.evidence
        from node
        inner join network.edge as inward on node.node_type = inward.target_type and node.node_key = inward.target_key
        where inward.kind not in ('paid', 'called') and coalesce(inward.last_at >= since, true)
    ),

    tie as (
        select * from record
        union all
        select
            edge.*,
            (
                select account.account_id from core.account as account
                where
                    edge.to_type = 'account'
                    and account.bank_code = split_part(edge.to_key, ':', 1)
                    and account.account_no = substr(edge.to_key, length(split_part(edge.to_key, ':', 1)) + 2)
            ) as account_id,
            (
                select phone.phone_id from core.phone as phone
                where edge.to_type = 'phone' and phone.msisdn = edge.to_key
            ) as phone_id
        from edge
    )

    select
        tie.to_type,
        tie.to_key,
        tie.kind,
        tie.is_outward,
        tie.first_at,
        tie.last_at,
        tie.weight,
        tie.evidence,
        coalesce(account.is_flagged, phone.is_flagged, false) as is_flagged,
        coalesce(account.mule_score, phone.scam_score) as score,
        coalesce(account.gang_id, phone.gang_id) as gang_id,
        greatest(count(*) over () - most, 0) as left_out
    from tie
    left join network.account_risk as account on tie.account_id = account.account_id
    left join network.phone_risk as phone on tie.phone_id = phone.phone_id
    order by
        coalesce(account.is_flagged, phone.is_flagged, false) desc,
        tie.kind in ('paid', 'called'),
        tie.weight desc,
        tie.to_type,
        tie.to_key,
        tie.kind,
        tie.is_outward
    limit most;
$$;
