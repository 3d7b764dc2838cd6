-- frame unnamed_payment: one row per transfer that left the account of a victim who names none, in the week before the report
-- reads: core.account, core.complaint, core.transfer
-- why: the sums that may add up to the loss; what is below a fiftieth of it is daily life.
with asked as (
    select
        complaint_id,
        reported_at,
        loss_amount,
        victim_bank_code,
        victim_account_no
    from core.complaint
    where complaint_id = any(%(complaint_ids)s::text[]) and transfers = '[]'
)

select distinct
    transfer.transfer_id,
    transfer.end_to_end_id,
    transfer.booked_at,
    transfer.debtor_id,
    transfer.creditor_id,
    (transfer.amount * 100)::bigint as amount_satang
from asked
inner join core.account as victim
    on asked.victim_bank_code = victim.bank_code and asked.victim_account_no = victim.account_no
inner join core.transfer as transfer
    on
        victim.account_id = transfer.debtor_id
        and transfer.booked_at between asked.reported_at - interval '7 days' and asked.reported_at
        and transfer.amount between 0.02 * asked.loss_amount and 1.005 * asked.loss_amount
order by transfer.transfer_id
