-- core.tip: one row per public tip, as last corrected
-- reads: core.tip_version
-- writes: core.tip
-- why: the newest version is what is believed; older ones stay in core.tip_version.
create view core.tip as
select distinct on (tip_id)
    tip_id,
    received_at,
    topic,
    province,
    urls,
    domains,
    phones,
    line_ids,
    bank_accounts,
    narrative
from core.tip_version
order by tip_id asc, file_id desc, row_no desc;
