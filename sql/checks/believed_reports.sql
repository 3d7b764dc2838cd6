-- check: one row per recent posting that is believed though another is, or that nobody believes
-- loudness: fail
-- reads: landing.delivered_file, core.posting
-- why: money that a bank reported is seen by the network, once. Files of the last day are looked at, so that the cost follows the day.
select
    posting.reporting_bank,
    posting.tx_id
from core.posting as posting
cross join
    lateral (
        select count(*) as report_count
        from core.posting as told
        where
            posting.is_shared
            and told.is_shared
            and told.is_debtor_report
            and told.end_to_end_id = posting.end_to_end_id
            and told.debtor_id = posting.debtor_id
            and told.creditor_id = posting.creditor_id
    ) as debtors
where
    posting.file_id >= (
        select min(file.file_id) from landing.delivered_file as file
        where file.finished_at > now() - interval '1 day'
    )
    and posting.is_believed <> (posting.is_debtor_report or debtors.report_count = 0);
