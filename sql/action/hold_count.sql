-- action.hold_count: one row per account that requests were made for, with their number
-- reads: action.freeze_request
select
    account_id,
    count(*) as requests
from action.freeze_request
group by account_id
order by account_id
