-- mart.site_takedown: one row per site that tips name or the ministry was asked to block
-- reads: action.site_takedown
-- writes: mart.site_takedown
-- why: where the closing of a site stands.
create view mart.site_takedown as
select
    domain,
    topic,
    tip_count,
    first_tip_at,
    status,
    requested_at,
    blocked_at,
    lookalike
from action.site_takedown;
