-- action.traced_complaint: one row per version of a complaint that has been traced
-- reads: action.traced_complaint
-- writes: action.traced_complaint
insert into action.traced_complaint (complaint_id, content)
select
    answered.complaint_id,
    answered.content::uuid
from unnest(%(complaint_id)s::text[], %(content)s::text[]) as answered (complaint_id, content)
on conflict do nothing;
