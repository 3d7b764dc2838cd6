-- core.subscriber: one row per SIM, as last delivered
-- reads: core.subscriber_version
-- writes: core.subscriber
-- why: the newest version is what is believed; older ones stay in core.subscriber_version.
create view core.subscriber as
select distinct on (agency, iccid)
    agency,
    iccid,
    phone_id,
    imsi,
    id_type,
    id_no,
    name_th,
    name_th_key,
    activated_at,
    dealer_code,
    status
from core.subscriber_version
order by agency asc, iccid asc, file_id desc, row_no desc;
