-- frame hold_asked: one row per complaint that is named and account that its money was asked for in
-- reads: action.asked_part
-- why: asked_satang is what was ever asked for there, standing_satang what its bank holds of it or is being asked for now.
select
    part.complaint_id,
    part.account_id,
    (sum(part.traced_amount) * 100)::bigint as asked_satang,
    (sum(part.standing_amount) * 100)::bigint as standing_satang
from action.asked_part as part
where part.complaint_id in (select unnest(%(complaint_ids)s::text[]))
group by part.complaint_id, part.account_id
order by part.complaint_id, part.account_id
