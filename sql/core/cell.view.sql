-- core.cell: one row per radio cell, as last delivered
-- reads: core.cell_version
-- writes: core.cell
-- why: the newest version is what is believed; older ones stay in core.cell_version.
create view core.cell as
select distinct on (agency, cell_id)
    agency,
    cell_id,
    lat,
    lon,
    province
from core.cell_version
order by agency asc, cell_id asc, file_id desc, row_no desc;
