-- action.hold_complained: one row per complaint of %(complaint_ids)s that came to the police by one of %(channels)s, and when
-- reads: core.complaint_version
-- why: a victim may give notice first and complain later, under the same id; the last such version is believed.
select distinct on (version.complaint_id)
    version.complaint_id,
    version.reported_at as complained_at
from core.complaint_version as version
where
    version.complaint_id in (select unnest(%(complaint_ids)s::text[]))
    and version.channel in (select unnest(%(channels)s::text[]))
order by version.complaint_id asc, version.file_id desc, version.row_no desc
