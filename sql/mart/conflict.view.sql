-- mart.conflict: one row per contradiction and field that differs: two contents of one key, or two reporters of one event
-- reads: core.conflict_version, core.first_version, core.posting, core.call_report, landing.delivered_file, landing.quarantine_state
-- writes: mart.conflict
-- why: both versions stand side by side until a person settles them; the first, or the debtor's bank, is believed, neither is overwritten.
create view mart.conflict as
select
    told.kind,
    told.record,
    told.record_key,
    differing.field_name as field,
    first_file.agency as first_agency,
    first_file.feed as first_feed,
    first_file.file_name as first_file_name,
    told.first_row_no,
    other_file.agency as other_agency,
    other_file.feed as other_feed,
    other_file.file_name as other_file_name,
    told.other_row_no,
    put_aside.decided_by,
    put_aside.decided_at,
    put_aside.decision_reason,
    told.first_content ->> differing.field_name as first_value,
    told.other_content ->> differing.field_name as other_value,
    (told.first_content ->> 'amount')::numeric as first_amount,
    (told.other_content ->> 'amount')::numeric as other_amount,
    coalesce(put_aside.state, 'open') as state
from (
    select
        'same key' as kind,
        clash.record,
        clash.record_key,
        earlier.content as first_content,
        clash.content as other_content,
        earlier.file_id as first_file_id,
        earlier.row_no as first_row_no,
        clash.file_id as other_file_id,
        clash.row_no as other_row_no
    from core.conflict_version as clash
    inner join core.first_version as earlier
        on clash.file_id = earlier.other_file_id and clash.row_no = earlier.other_row_no
    union all
    select
        'two reporters' as kind,
        'posting' as record,
        paid.end_to_end_id as record_key,
        jsonb_build_object('amount', paid.amount, 'currency', paid.currency) as first_content,
        jsonb_build_object('amount', received.amount, 'currency', received.currency) as other_content,
        paid.file_id as first_file_id,
        paid.row_no as first_row_no,
        received.file_id as other_file_id,
        received.row_no as other_row_no
    from core.posting as received
    inner join core.posting as paid
        on
            received.end_to_end_id = paid.end_to_end_id
            and received.debtor_id = paid.debtor_id
            and received.creditor_id = paid.creditor_id
    where
        received.is_shared
        and not received.is_debtor_report
        and paid.is_shared
        and paid.is_debtor_report
        and (paid.amount, paid.currency) <> (received.amount, received.currency)
    union all
    select
        'two reporters' as kind,
        'call' as record,
        one.agency || ':' || one.telco_call_id || ' = ' || two.agency || ':' || two.telco_call_id as record_key,
        jsonb_build_object('duration_s', one.duration_s) as first_content,
        jsonb_build_object('duration_s', two.duration_s) as other_content,
        one.file_id as first_file_id,
        one.row_no as first_row_no,
        two.file_id as other_file_id,
        two.row_no as other_row_no
    from core.call_report as one
    inner join core.call_report as two
        on
            one.a_phone_id = two.a_phone_id
            and one.b_phone_id = two.b_phone_id
            and one.call_id = two.call_id
            and one.agency < two.agency
    where one.duration_s <> two.duration_s
) as told
cross join lateral jsonb_object_keys(told.first_content) as differing (field_name)
left join landing.delivered_file as first_file on told.first_file_id = first_file.file_id
left join landing.delivered_file as other_file on told.other_file_id = other_file.file_id
left join landing.quarantine_state as put_aside
    on told.kind = 'same key' and told.other_file_id = put_aside.file_id and told.other_row_no = put_aside.row_no
where
    (told.first_content ->> differing.field_name) is distinct from (told.other_content ->> differing.field_name)
    and not (differing.field_name = 'end_to_end_id' and told.other_content ->> 'end_to_end_id' is null);
