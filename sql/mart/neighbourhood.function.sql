-- mart.neighbourhood: one row per tie within some hops of a node, nearest first
-- reads: mart.node, mart.ties
-- writes: mart.neighbourhood
-- why: what an investigator opens first: who is around, since when, and who of them is suspect.
create function mart.neighbourhood(
    called text, hops integer default 1, since timestamptz default null, most integer default 25
)
returns table (
    hop integer,
    from_type text,
    from_key text,
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
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    level integer := 0;
    seen text[];
    front text[];
begin
    if hops not between 1 and 3 or most not between 1 and 500 then
        raise exception 'hops is 1 to 3 and most is 1 to 500, not % and %', hops, most
            using errcode = 'invalid_parameter_value', hint = 'ask again from one of the nodes found';
    end if;
    select array[node.node_type || ':' || node.node_key] into front from mart.node(called) as node;
    seen := front;
    while level < hops and cardinality(front) > 0 loop
        level := level + 1;
        return query
        select
            level,
            split_part(asked.node, ':', 1),
            substr(asked.node, length(split_part(asked.node, ':', 1)) + 2),
            tie.*
        from unnest(front) with ordinality as asked (node, place)
        cross join lateral mart.ties(asked.node, since, most) as tie
        where level = 1 or tie.to_type || ':' || tie.to_key <> all(seen[1:1])
        order by asked.place;
        exit when level = hops;
        select array_agg(found.node order by found.node) into front
        from (
            select distinct tie.to_type || ':' || tie.to_key as node
            from unnest(front) as asked (node)
            cross join lateral mart.ties(asked.node, since, most) as tie
            where tie.to_type <> 'remark'
        ) as found
        where found.node <> all(seen);
        seen := seen || front;
    end loop;
end
$$;
