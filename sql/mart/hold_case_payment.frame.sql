-- frame hold_case_payment: one row per payment into or out of the account of the request %(request_id)s, at most %(most)s
-- reads: mart.hold_payment
-- why: what the victims paid first, then the largest.
select
    direction,
    booked_at,
    amount,
    counterparty,
    channel,
    end_to_end_id,
    is_victims
from mart.hold_payment
where request_id = %(request_id)s
order by is_victims desc, amount desc, booked_at asc, end_to_end_id asc
limit %(most)s
