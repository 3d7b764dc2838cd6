-- action.freeze_proposal: one row per complaint, account and version of what to hold there
-- reads: action.freeze_proposal
-- writes: action.freeze_proposal
-- why: the ledger only grows: a proposal that changed or fell away is superseded, the new one stands beside it; one that did not change
-- keeps its time. Where only some complaints were traced (complaint_ids), those of the others stand.
update action.freeze_proposal as standing set superseded_at = now()
where
    standing.superseded_at is null
    and (%(complaint_ids)s::text[] is null or standing.complaint_id = any(%(complaint_ids)s::text[]))
    and not exists (
        select from pg_temp.freeze_proposal as fresh
        where
            fresh.complaint_id = standing.complaint_id
            and fresh.account_id = standing.account_id
            and fresh.hop = standing.hop
            and fresh.traced_amount = standing.traced_amount
            and fresh.status = standing.status
            and fresh.as_of = standing.as_of
    );

insert into action.freeze_proposal (
    complaint_id, account_id, hop, traced_amount, certainty, as_of, status, reason
)
select
    fresh.complaint_id,
    fresh.account_id,
    fresh.hop,
    fresh.traced_amount,
    fresh.certainty,
    fresh.as_of,
    fresh.status,
    fresh.reason
from pg_temp.freeze_proposal as fresh
where
    not exists (
        select from action.freeze_proposal as standing
        where
            standing.complaint_id = fresh.complaint_id
            and standing.account_id = fresh.account_id
            and standing.superseded_at is null
    );
