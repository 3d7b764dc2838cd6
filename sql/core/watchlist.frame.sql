-- frame watchlist: one row per listed person or company
-- reads: core.watchlist_entry
select
    list_code,
    entity_type,
    id_no,
    name_th_key as name_th,
    name_en,
    listed_on,
    reason
from core.watchlist_entry
order by list_code, entry_key
