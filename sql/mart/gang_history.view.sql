-- mart.gang_history: one row per thing that became of a gang
-- reads: network.gang_event, network.gang
-- writes: mart.gang_history
-- why: gangs change phones and mules, merge and split; now_gang_id is the standing gang in which an id once written down lives on:
-- itself, or what it merged into, through several mergers if need be.
create view mart.gang_history as
with recursive last_merger as (
    select distinct on (gang_id)
        gang_id,
        other_gang_id
    from network.gang_event
    where kind = 'merged'
    order by gang_id asc, noted_at desc, kept_share desc, other_gang_id asc
),

heir as (
    select distinct
        gang_id as asked_id,
        gang_id as heir_id,
        array[gang_id] as seen
    from network.gang_event
    union all
    select
        heir.asked_id,
        last_merger.other_gang_id as heir_id,
        heir.seen || last_merger.other_gang_id as seen
    from heir
    inner join last_merger on heir.heir_id = last_merger.gang_id
    where
        last_merger.other_gang_id <> all(heir.seen)
        and heir.heir_id not in (select standing.gang_id from network.gang as standing)
),

last_heir as (
    select distinct on (asked_id)
        asked_id,
        heir_id
    from heir
    order by asked_id asc, cardinality(seen) desc
)

select
    noted.event_id,
    noted.gang_id,
    noted.noted_at,
    noted.kind,
    noted.other_gang_id,
    noted.kept_share,
    noted.taken_share,
    noted.gained_count,
    noted.lost_count,
    noted.member_count,
    standing.gang_id as now_gang_id,
    case noted.kind
        when 'born' then format('Found for the first time, %s members.', noted.member_count)
        when 'changed'
            then format('The same gang: gained %s members, lost %s, has %s.', noted.gained_count, noted.lost_count, noted.member_count)
        when 'split' then format('Split from %s, of which it took %s %%.', noted.other_gang_id, round(100 * noted.kept_share))
        when 'merged' then format('Merged into %s, which took %s %% of it.', noted.other_gang_id, round(100 * noted.kept_share))
        when 'moved' then format('%s %% of it went over to %s.', round(100 * noted.kept_share), noted.other_gang_id)
        when 'ended' then 'Not found any more.'
    end as what_became
from network.gang_event as noted
inner join last_heir on noted.gang_id = last_heir.asked_id
left join network.gang as standing on last_heir.heir_id = standing.gang_id;
