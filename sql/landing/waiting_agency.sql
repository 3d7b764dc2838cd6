-- agencies to load: one row per agency with landed files
-- reads: landing.delivered_file
select distinct agency
from landing.delivered_file
where status = 'landed'
order by agency;
