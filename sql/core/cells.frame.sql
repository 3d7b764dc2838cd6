-- frame cells: one row per radio cell
-- reads: core.cell
select
    cell_id,
    lat,
    lon,
    province
from core.cell
order by cell_id, agency
