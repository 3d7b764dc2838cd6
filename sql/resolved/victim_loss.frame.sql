-- frame victim_loss: one row per complaint: what was lost, and what banks have sent back since
-- reads: core.complaint, core.reversed_transfer, resolved.complaint_payment
select
    complaint.complaint_id,
    (coalesce(complaint.loss_amount, 0) * 100)::bigint as loss_satang,
    coalesce((
        select sum(back.returned_amount * 100)::bigint
        from resolved.complaint_payment as payment
        inner join core.reversed_transfer as back on payment.transfer_id = back.transfer_id
        where payment.complaint_id = complaint.complaint_id
    ), 0) as returned_satang
from core.complaint as complaint
order by complaint.complaint_id
