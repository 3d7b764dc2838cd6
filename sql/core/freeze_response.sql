-- core.freeze_response_version: one row per bank's answer and content
-- reads: staging.freeze_response
-- writes: core.freeze_response_version
-- why: a bank's corrected answer is a newer version; history is kept. Returns the rows loaded per file.
with loaded as (
    insert into core.freeze_response_version (
        request_id, content, bank_code, account_no, responded_at, outcome, held_amount,
        reason, file_id, row_no
    )
    select
        staged.request_id,
        md5(row(
            staged.bank_code, staged.account_no, staged.responded_at, staged.outcome,
            staged.held_amount, staged.reason
        )::text)::uuid as content,
        staged.bank_code,
        staged.account_no,
        staged.responded_at,
        staged.outcome,
        staged.held_amount,
        staged.reason,
        staged.file_id,
        staged.row_no
    from pg_temp.freeze_response as staged
    order by staged.file_id, staged.row_no
    on conflict (request_id, content) do nothing
    returning file_id
)

select
    file_id,
    count(*) as loaded_count
from loaded
group by file_id;
