-- profiles of a feed's files between two days, both included: one row per file and column
-- reads: landing.column_profile
select
    file_id,
    column_name,
    day,
    row_count,
    filled_count,
    code_counts,
    median
from landing.column_profile
where agency = %(agency)s and feed = %(feed)s and day between %(first_day)s and %(last_day)s
order by file_id, column_name;
