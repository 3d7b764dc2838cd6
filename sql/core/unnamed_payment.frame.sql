-- frame unnamed_payment: one row per transfer that left the account of a victim who does not name all, in the week before the report
-- reads: core.account, core.complaint, core.transfer
-- why: the sums that may add up to what is missing of the loss; what is below a thousandth of it is daily life.
with asked as (
    select
        complaint.reported_at,
        complaint.loss_amount,
        complaint.victim_bank_code,
        complaint.victim_account_no,
        complaint.loss_amount - (
            select coalesce(sum(round((told.item ->> 'amount')::numeric, 2)), 0)
            from jsonb_array_elements(complaint.transfers) as told (item)
        ) as missing
    from core.complaint as complaint
    where complaint.complaint_id = any(%(complaint_ids)s::text[])
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
        and transfer.amount between 0.001 * asked.missing and 1.005 * asked.missing
where asked.missing > 0 and asked.missing >= 0.02 * asked.loss_amount
order by transfer.transfer_id
