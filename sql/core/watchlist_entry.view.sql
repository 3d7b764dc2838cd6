-- core.watchlist_entry: one row per listed person or company, as last delivered
-- reads: core.watchlist_version
-- writes: core.watchlist_entry
-- why: the newest version is what is believed; older ones stay in core.watchlist_version.
create view core.watchlist_entry as
select distinct on (list_code, entry_key)
    list_code,
    entry_key,
    entity_type,
    id_no,
    name_th,
    name_th_key,
    name_en,
    listed_on,
    reason
from core.watchlist_version
order by list_code asc, entry_key asc, file_id desc, row_no desc;
