-- mart.complaint_delay: one row per version of a complaint, and how long it took until its money was followed for the first time
-- reads: landing.delivered_file, core.complaint_version, action.traced_complaint
-- writes: mart.complaint_delay
-- why: seconds are what the victim loses by; from the moment its file was noted to the moment its proposals stood.
create view mart.complaint_delay as
select
    version.complaint_id,
    file.agency,
    file.feed,
    file.file_name,
    file.received_at,
    traced.traced_at,
    extract(epoch from traced.traced_at - file.received_at)::numeric(12, 3) as delay_s
from core.complaint_version as version
inner join landing.delivered_file as file on version.file_id = file.file_id
left join action.traced_complaint as traced
    on version.complaint_id = traced.complaint_id and version.content = traced.content;
