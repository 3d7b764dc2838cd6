-- core.call_party: one row per report that knows its party's handset, SIM or cell
-- reads: core.call_report, core.subscriber, core.phone
-- writes: core.call_party
-- why: a telco reports the handset of its own customer: the party whose SIM it is; where the SIM is unknown, the caller if the number is
-- Thai, else the called.
create view core.call_party as
with own as (
    select distinct on (agency, imsi)
        agency,
        imsi,
        phone_id
    from core.subscriber
    where imsi is not null
    order by agency asc, imsi asc, activated_at desc nulls last, iccid asc
)

select
    report.call_id,
    report.started_at,
    report.imei,
    report.imsi,
    report.cell_id,
    report.ctid as place,
    case
        when own.phone_id in (report.a_phone_id, report.b_phone_id) then own.phone_id
        when (
            select caller.msisdn like '+66%' from core.phone as caller
            where caller.phone_id = report.a_phone_id
        ) then report.a_phone_id
        else report.b_phone_id
    end as phone_id
from core.call_report as report
left join own on report.agency = own.agency and report.imsi = own.imsi
where report.imei is not null or report.imsi is not null or report.cell_id is not null;
