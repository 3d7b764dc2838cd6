-- frame kept_numbers: one row per frame of numbers whose file may be read instead of its old rows
-- reads: network.kept_numbers
-- why: numbers of transactions count in a circle (xid), of which a snapshot sees half; a horizon ahead of it is of another past.
select
    frame,
    sha256,
    origin,
    horizon::text as horizon
from network.kept_numbers
where
    horizon <= pg_snapshot_xmin(pg_current_snapshot())
    and pg_snapshot_xmax(pg_current_snapshot())::text::bigint - horizon::text::bigint < 2000000000
