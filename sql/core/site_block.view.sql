-- core.site_block: one row per blocking order, as last answered
-- reads: core.site_block_version
-- writes: core.site_block
-- why: the newest version is what is believed; older ones stay in core.site_block_version.
create view core.site_block as
select distinct on (domain, order_no)
    domain,
    order_no,
    ordered_at,
    blocked_at,
    status
from core.site_block_version
order by domain asc, order_no asc, file_id desc, row_no desc;
