-- frame hold_case_sibling: one row per other request for the money of the same complaints, the next hops first
-- reads: mart.freeze_request
with named as (
    select %(request_id)s::text as request_id
)

select
    other.request_id,
    other.bank_code,
    other.account_no,
    other.state,
    other.amount,
    other.held_amount,
    coalesce(other.follows = ask.request_id, false) as is_next
from named
inner join mart.freeze_request as ask on named.request_id = ask.request_id
inner join mart.freeze_request as other on ask.complaint_ids && other.complaint_ids and ask.request_id <> other.request_id
order by is_next desc, other.priority desc, other.request_id asc
limit %(most)s
