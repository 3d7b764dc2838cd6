-- frame site_blocks: one row per blocking order
-- reads: core.site_block
select
    domain,
    order_no,
    ordered_at,
    blocked_at,
    status
from core.site_block
order by domain, order_no
