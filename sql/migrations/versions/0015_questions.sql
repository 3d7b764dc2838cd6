-- Every record that evidence names is found by its id: a transfer by end_to_end_id, also within one bank.
drop index core.posting_debtor_report_idx;
create index posting_debtor_report_idx on core.posting (end_to_end_id, debtor_id, creditor_id) where is_debtor_report;
