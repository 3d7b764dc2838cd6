-- frame mentions: one row per phone, LINE id, site, name or account that a complaint or tip names
-- reads: core.complaint, core.tip, core.phone, core.account
with named as (
    select
        'complaint' as source, complaint_id as source_id, reported_at as mentioned_at,
        complaint_type as topic, 'phone' as kind, jsonb_array_elements_text(phones) as value
    from core.complaint
    union
    select
        'complaint', complaint_id, reported_at, complaint_type, 'line_id',
        lower(jsonb_array_elements_text(line_ids))
    from core.complaint
    union
    select
        'complaint', complaint_id, reported_at, complaint_type, 'domain',
        jsonb_array_elements_text(domains)
    from core.complaint
    union
    select
        'complaint', complaint_id, reported_at, complaint_type, 'name',
        jsonb_array_elements_text(names)
    from core.complaint
    union
    select 'tip', tip_id, received_at, topic, 'phone', jsonb_array_elements_text(phones) from core.tip
    union
    select
        'tip', tip_id, received_at, topic, 'line_id', lower(jsonb_array_elements_text(line_ids))
    from core.tip
    union
    select
        'tip', tip_id, received_at, topic, 'domain', jsonb_array_elements_text(domains)
    from core.tip
    union
    select
        'tip', tip_id, received_at, topic, 'account',
        account ->> 'bank_code' || ':' || (account ->> 'account_no')
    from core.tip
    cross join lateral jsonb_array_elements(bank_accounts) as account
)

select
    named.source,
    named.source_id,
    named.mentioned_at,
    named.topic,
    named.kind,
    named.value,
    coalesce(phone.phone_id, -1) as phone_id,
    coalesce(account.account_id, -1) as account_id
from named
left join core.phone as phone on named.kind = 'phone' and named.value = phone.msisdn
left join core.account as account
    on named.kind = 'account' and named.value = account.bank_code || ':' || account.account_no
where named.value <> ''
order by named.source, named.source_id, named.kind, named.value
