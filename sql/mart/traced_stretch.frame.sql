-- frame traced_stretch: one row per complaint and stretch of its money in a payment, as mart.trace_payments tells it
-- reads: mart.trace_payments
select
    complaint.complaint_id,
    found.payment,
    found.hop,
    found.debtor_id,
    found.creditor_id,
    found.booked_at,
    found.ending,
    found.certainty,
    (found.amount * 100)::bigint as amount_satang,
    (found.still_amount * 100)::bigint as still_satang,
    (found.crumb_amount * 100)::bigint as crumb_satang
from (
    select
        seed.complaint_id,
        %(rule)s::text as rule,
        %(suspects)s::integer[] as suspects,
        %(passes_sellers)s::boolean as passes_sellers,
        min(seed.as_of) as as_of,
        min(seed.victim_account_id) as home,
        array_agg(seed.account_id order by seed.place) as account_ids,
        array_agg(seed.paid_at order by seed.place) as paid_at,
        array_agg(seed.amount_satang::numeric / 100 order by seed.place) as amounts
    from
        unnest(
            %(complaint_id)s::text[],
            %(account_id)s::integer[],
            %(paid_at)s::timestamptz[],
            %(amount_satang)s::bigint[],
            %(as_of)s::timestamptz[],
            %(victim_account_id)s::integer[]
        ) with ordinality as seed (complaint_id, account_id, paid_at, amount_satang, as_of, victim_account_id, place)
    group by seed.complaint_id
) as complaint
cross join
    lateral mart.trace_payments(
        complaint.account_ids,
        complaint.paid_at,
        complaint.amounts,
        as_of => complaint.as_of,
        rule => complaint.rule,
        home => complaint.home,
        suspects => complaint.suspects,
        passes_sellers => complaint.passes_sellers
    ) as found
order by complaint.complaint_id, found.hop, found.booked_at, found.creditor_id, found.payment, found.amount
