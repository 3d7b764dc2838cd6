-- mart.path: one row per step of the shortest chain of evidence between two nodes; none where there is no chain
-- reads: network.edge, mart.node
-- writes: mart.path
-- why: how two accounts, phones, SIMs, persons or complaints hang together. Searched from both ends (Pohl 1971); a thing that more than
-- `crowd` others share proves nothing and is not passed through. Among chains of equal length the strongest tie is taken at each step.
create function mart.path(
    source text, target text, most_hops integer default 6, since timestamptz default null, crowd integer default 200
)
returns table (
    step integer,
    from_type text,
    from_key text,
    to_type text,
    to_key text,
    kind text,
    is_outward boolean,
    first_at timestamptz,
    last_at timestamptz,
    weight double precision,
    evidence jsonb
)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    mark constant text := chr(31);
    ends text[] := array(
        select node.node_type || mark || node.node_key
        from unnest(array[source, target]) with ordinality as asked (called, place)
        cross join lateral mart.node(asked.called) as node
        order by asked.place
    );
    -- Of each side: what was reached, from where, and how far from the end; and what is to be looked at next.
    reached_a text[] := ends[1:1];
    from_a text[] := array[null::text];
    reached_b text[] := ends[2:2];
    from_b text[] := array[null::text];
    far_b integer[] := array[0];
    far_a integer[] := array[0];
    front_a text[] := ends[1:1];
    front_b text[] := ends[2:2];
    hops integer := 0;
    is_a boolean;
    front text[];
    seen text[];
    found text[];
    origin text[];
    meet text := case when ends[1] = ends[2] then ends[1] end;
    chain text[];
begin
    while meet is null and hops < most_hops and cardinality(front_a) > 0 and cardinality(front_b) > 0 loop
        hops := hops + 1;
        is_a := cardinality(front_a) <= cardinality(front_b);
        front := case when is_a then front_a else front_b end;
        seen := case when is_a then reached_a else reached_b end;
        select array_agg(next.node order by next.node), array_agg(next.origin order by next.node) into found, origin
        from (
            select distinct on (tie.node)
                tie.node,
                tie.origin
            from (
                select
                    edge.node,
                    asked.node as origin,
                    edge.weight,
                    count(*) over (partition by asked.node) as users
                from unnest(front) as asked (node)
                cross join lateral (
                    select
                        outward.target_type || mark || outward.target_key as node,
                        outward.weight
                    from network.edge as outward
                    where
                        outward.source_type = split_part(asked.node, mark, 1)
                        and outward.source_key = split_part(asked.node, mark, 2)
                        and coalesce(outward.last_at >= since, true)
                    union all
                    select
                        inward.source_type || mark || inward.source_key,
                        inward.weight
                    from network.edge as inward
                    where
                        inward.target_type = split_part(asked.node, mark, 1)
                        and inward.target_key = split_part(asked.node, mark, 2)
                        and coalesce(inward.last_at >= since, true)
                    limit case when asked.node = any(ends) then 5000 else crowd + 1 end
                ) as edge
            ) as tie
            where
                (tie.users <= crowd or tie.origin = any(ends))
                and not exists (select from unnest(seen) as old (node) where old.node = tie.node)
            order by tie.node, tie.weight desc, tie.origin
        ) as next;
        if is_a then
            reached_a := reached_a || found;
            from_a := from_a || origin;
            far_a := far_a || array_fill(hops, array[coalesce(cardinality(found), 0)]);
            front_a := found;
        else
            reached_b := reached_b || found;
            from_b := from_b || origin;
            far_b := far_b || array_fill(hops, array[coalesce(cardinality(found), 0)]);
            front_b := found;
        end if;
        select fresh.node into meet
        from unnest(found) as fresh (node)
        inner join
            unnest(
                case when is_a then reached_b else reached_a end, case when is_a then far_b else far_a end
            ) as other (node, far)
            on fresh.node = other.node
        where
            fresh.node = any(ends)
            or (
                select count(*)
                from (
                    select 1 from network.edge as outward
                    where
                        outward.source_type = split_part(fresh.node, mark, 1)
                        and outward.source_key = split_part(fresh.node, mark, 2)
                    union all
                    select 1 from network.edge as inward
                    where
                        inward.target_type = split_part(fresh.node, mark, 1)
                        and inward.target_key = split_part(fresh.node, mark, 2)
                    limit crowd + 1
                ) as user_of
            ) <= crowd
        order by other.far, fresh.node
        limit 1;
    end loop;
    if meet is null then
        return;
    end if;
    chain := array[meet];
    while from_a[array_position(reached_a, chain[1])] is not null loop
        chain := from_a[array_position(reached_a, chain[1])] || chain;
    end loop;
    while from_b[array_position(reached_b, chain[cardinality(chain)])] is not null loop
        chain := chain || from_b[array_position(reached_b, chain[cardinality(chain)])];
    end loop;
    return query
    select
        place::integer,
        split_part(chain[place], mark, 1),
        split_part(chain[place], mark, 2),
        split_part(chain[place + 1], mark, 1),
        split_part(chain[place + 1], mark, 2),
        edge.kind,
        edge.is_outward,
        edge.first_at,
        edge.last_at,
        edge.weight,
        edge.evidence
    from generate_series(1, cardinality(chain) - 1) as place
    cross join lateral (
        select
            both_ways.kind,
            both_ways.source_key = split_part(chain[place], mark, 2) as is_outward,
            both_ways.first_at,
            both_ways.last_at,
            both_ways.weight,
            both_ways.evidence
        from network.edge as both_ways
        where
            (
                (
                    both_ways.source_type = split_part(chain[place], mark, 1)
                    and both_ways.source_key = split_part(chain[place], mark, 2)
                    and both_ways.target_type = split_part(chain[place + 1], mark, 1)
                    and both_ways.target_key = split_part(chain[place + 1], mark, 2)
                )
                or (
                    both_ways.target_type = split_part(chain[place], mark, 1)
                    and both_ways.target_key = split_part(chain[place], mark, 2)
                    and both_ways.source_type = split_part(chain[place + 1], mark, 1)
                    and both_ways.source_key = split_part(chain[place + 1], mark, 2)
                )
            )
            and coalesce(both_ways.last_at >= since, true)
        order by both_ways.weight desc, both_ways.kind
        limit 1
    ) as edge
    order by place;
end
$$;
