-- conflicts among calls: one row per staged call whose call_id the telco has used with other content
-- reads: staging.call, core.phone, core.call_report
-- why: a telco's call record never changes; the first report stays, the other is put aside for the telco to explain.
select
    staged.file_id,
    staged.row_no
from pg_temp.call as staged
inner join core.phone as a_party on staged.a_msisdn = a_party.msisdn
inner join core.phone as b_party on staged.b_msisdn = b_party.msisdn
inner join core.call_report as known
    on staged.agency = known.agency and staged.call_id = known.telco_call_id
where
    (staged.file_id, staged.row_no) <> (known.file_id, known.row_no)
    and (
        a_party.phone_id, b_party.phone_id, staged.started_at, staged.duration_s, staged.call_type,
        staged.imei, staged.imsi, staged.cell_id
    ) is distinct from (
        known.a_phone_id, known.b_phone_id, known.started_at, known.duration_s, known.call_type,
        known.imei, known.imsi, known.cell_id
    );
