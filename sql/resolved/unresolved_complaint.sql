-- one row per complaint that names payments of which none is resolved yet: it has come since the last resolution
-- reads: core.complaint, resolved.complaint_payment
select told.complaint_id
from core.complaint as told
where
    told.transfers <> '[]'::jsonb
    and not exists (
        select from resolved.complaint_payment as paid
        where paid.complaint_id = told.complaint_id
    )
order by told.complaint_id;
