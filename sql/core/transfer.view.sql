-- core.transfer: one row per transfer, whoever reported it
-- reads: core.posting
-- writes: core.transfer
-- why: where both banks reported a transfer, the debtor's bank knows its customer's device and the moment of booking best.
create view core.transfer as
select
    posting_id as transfer_id,
    end_to_end_id,
    booked_at,
    debtor_id,
    creditor_id,
    amount,
    currency,
    channel,
    device_id,
    ip_address,
    remark,
    is_debtor_report,
    (
        select 1 + count(*)
        from core.posting as told_too
        where
            posting.is_shared
            and told_too.is_shared
            and told_too.end_to_end_id = posting.end_to_end_id
            and told_too.debtor_id = posting.debtor_id
            and told_too.creditor_id = posting.creditor_id
            and not told_too.is_debtor_report
            and not told_too.is_believed
    ) as report_count
from core.posting
where is_believed;
