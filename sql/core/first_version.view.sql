-- core.first_version: one row per posting, call or return that another content contradicts: the content that came first and stays
-- reads: core.conflict_version, core.posting, core.account, core.call_report, core.phone, core.reversal
-- writes: core.first_version
-- why: in the words of the feeds, so that both versions compare field by field.
create view core.first_version as
select
    clash.file_id as other_file_id,
    clash.row_no as other_row_no,
    posting.file_id,
    posting.row_no,
    jsonb_build_object(
        'reporting_bank', posting.reporting_bank, 'tx_id', posting.tx_id, 'end_to_end_id', posting.end_to_end_id,
        'booked_at', posting.booked_at at time zone 'UTC',
        'debtor_bank', debtor.bank_code, 'debtor_account', debtor.account_no,
        'creditor_bank', creditor.bank_code, 'creditor_account', creditor.account_no,
        'amount', posting.amount, 'currency', posting.currency, 'channel', posting.channel,
        'device_id', posting.device_id, 'ip_address', posting.ip_address, 'remark', posting.remark
    ) as content
from core.conflict_version as clash
inner join core.posting as posting on clash.agency = posting.reporting_bank and clash.record_key = posting.tx_id
inner join core.account as debtor on posting.debtor_id = debtor.account_id
inner join core.account as creditor on posting.creditor_id = creditor.account_id
where clash.record = 'posting'
union all
select
    clash.file_id as other_file_id,
    clash.row_no as other_row_no,
    report.file_id,
    report.row_no,
    jsonb_build_object(
        'agency', report.agency, 'call_id', report.telco_call_id, 'a_msisdn', a_party.msisdn,
        'b_msisdn', b_party.msisdn, 'started_at', report.started_at at time zone 'UTC', 'duration_s', report.duration_s,
        'call_type', report.call_type, 'imei', report.imei, 'imsi', report.imsi, 'cell_id', report.cell_id
    ) as content
from core.conflict_version as clash
inner join core.call_report as report on clash.agency = report.agency and clash.record_key = report.telco_call_id
inner join core.phone as a_party on report.a_phone_id = a_party.phone_id
inner join core.phone as b_party on report.b_phone_id = b_party.phone_id
where clash.record = 'call'
union all
select
    clash.file_id as other_file_id,
    clash.row_no as other_row_no,
    sent_back.file_id,
    sent_back.row_no,
    to_jsonb(sent_back) - '{file_id,row_no}'::text[]
    || jsonb_build_object('returned_at', sent_back.returned_at at time zone 'UTC') as content
from core.conflict_version as clash
inner join core.reversal as sent_back
    on clash.agency = sent_back.reporting_bank and clash.record_key = sent_back.return_id
where clash.record = 'reversal';
