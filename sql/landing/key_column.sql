-- columns of a table's primary key: one row per column
-- why: what tells two rows of the table apart.
select attribute.attname
from pg_index as index
inner join pg_attribute as attribute
    on index.indrelid = attribute.attrelid and attribute.attnum = any(index.indkey)
where index.indisprimary and index.indrelid = format('%%I.%%I', %(schema)s, %(table)s)::regclass
order by attribute.attnum
