-- action.untraced_complaint: one row per version of a complaint that nobody has traced yet
-- reads: core.complaint_version, action.traced_complaint
-- why: a lane that was killed after it loaded, or that came second to the ordinary load, finds here what still waits.
select
    version.complaint_id,
    version.content::text
from core.complaint_version as version
where
    not exists (
        select from action.traced_complaint as traced
        where traced.complaint_id = version.complaint_id and traced.content = version.content
    )
order by version.complaint_id, version.content;
