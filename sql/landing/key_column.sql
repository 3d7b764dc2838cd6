-- columns of a table's primary key: one row per column
-- why: what tells two rows of the table apart.
select pg_attribute.attname
from pg_attribute
where
    pg_attribute.attrelid = (%(qualified)s)::regclass
    and pg_attribute.attnum = any((
        select known.indkey::smallint[] from pg_index as known
        where known.indisprimary and known.indrelid = pg_attribute.attrelid
    )::smallint[])
order by pg_attribute.attnum
