-- frame hold_desk: one row per request, the first %(most)s of each drawer, with the drawer's count and sums
-- reads: mart.freeze_request
-- why: what waits for a person, what is on its way, what is held and until when, where nothing was found, and what is over;
-- the sum of what is held counts no more of a request than was asked for.
with sorted as (
    select
        request_id,
        bank_code,
        account_no,
        state,
        traced_amount,
        amount,
        held_amount,
        is_over_held,
        certainty,
        priority,
        expires_at,
        changed_at,
        changed_by,
        changed_why,
        follows,
        cardinality(complaint_ids) as complaint_count,
        case
            when state in ('proposed', 'awaiting_second', 'escalated') then 'decide'
            when state in ('approved', 'sending', 'sent') then 'out'
            when state in ('held', 'partial', 'extended') then 'held'
            when state in ('no_funds', 'refused', 'not_found') then 'empty'
            else 'over'
        end as drawer
    from mart.freeze_request
),

placed as (
    select
        *,
        count(*) over whole as drawer_count,
        sum(amount) over whole as drawer_amount,
        sum(least(held_amount, amount)) over whole as drawer_held,
        row_number() over (
            partition by drawer
            order by
                case when drawer in ('out', 'held') then expires_at end asc nulls last,
                case when drawer in ('empty', 'over') then changed_at end desc nulls last,
                priority desc,
                request_id asc
        ) as place
    from sorted
    window whole as (partition by drawer)
)

select *
from placed
where place <= %(most)s
order by drawer, place
