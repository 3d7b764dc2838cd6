-- mart.gang_chain: one row per step from a member of a gang to the nearest complaint; none where no chain is known
-- reads: network.gang_member, mart.evidence
-- writes: mart.gang_chain
-- why: what ties this member to a victim, step by step, each with the record that shows it. A person's own step starts at "person".
create function mart.gang_chain(gang_id text, node_type text, node_key text)
returns table (
    step integer,
    from_node text,
    kind text,
    to_node text,
    evidence_id text,
    evidence_kind text,
    at timestamptz,
    amount numeric,
    note text
)
language sql
stable
security definer
set search_path = ''
as $$
    select
        link.place::integer as step,
        link.told ->> 'from' as from_node,
        link.told ->> 'kind' as kind,
        link.told ->> 'to' as to_node,
        link.told ->> 'record' as evidence_id,
        found.kind as evidence_kind,
        found.at,
        found.amount,
        found.note
    from network.gang_member as member
    cross join lateral jsonb_array_elements(member.chain) with ordinality as link (told, place)
    left join lateral mart.evidence(link.told ->> 'record') as found on true
    where
        member.gang_id = gang_chain.gang_id
        and member.node_type = gang_chain.node_type
        and member.node_key = gang_chain.node_key
    order by link.place, found.at;
$$;
