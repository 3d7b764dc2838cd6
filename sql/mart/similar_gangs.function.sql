-- mart.similar_gangs: one row per other gang that shares something, the most similar first
-- reads: network.gang, mart.gang_trait
-- writes: mart.similar_gangs
-- why: two gangs of one house share dealers, exchanges, handsets or words. Similarity is the weighted Jaccard index over what marks them,
-- each thing weighted by how rare it is among gangs (inverse document frequency, Sparck Jones 1972); what every gang shows weighs little.
create function mart.similar_gangs(gang_id text, most integer default 10)
returns table (other_gang_id text, similarity double precision, shared_count bigint, shared jsonb)
language sql
stable
security definer
set search_path = ''
rows 10
as $$
    with trait as materialized (select * from mart.gang_trait),

    weighed as (
        select
            trait.gang_id,
            trait.trait,
            trait.value,
            ln(1.0 + (select count(*) from network.gang)::double precision / count(*) over (partition by trait.trait, trait.value)) as rarity
        from trait
    ),

    total as (
        select
            weighed.gang_id,
            sum(weighed.rarity) as rarity
        from weighed
        group by weighed.gang_id
    ),

    common as (
        select
            theirs.gang_id,
            sum(theirs.rarity) as rarity,
            count(*) as shared_count,
            jsonb_agg(
                jsonb_build_object('trait', theirs.trait, 'value', theirs.value) order by theirs.rarity desc, theirs.trait, theirs.value
            ) as shared
        from weighed as mine
        inner join weighed as theirs
            on mine.trait = theirs.trait and mine.value = theirs.value and mine.gang_id <> theirs.gang_id
        where mine.gang_id = similar_gangs.gang_id
        group by theirs.gang_id
    )

    select
        common.gang_id as other_gang_id,
        common.rarity / (asked.rarity + other.rarity - common.rarity) as similarity,
        common.shared_count,
        common.shared
    from common
    inner join total as other on common.gang_id = other.gang_id
    cross join (select total.rarity from total where total.gang_id = similar_gangs.gang_id) as asked
    order by 2 desc, 1
    limit most;
$$;
