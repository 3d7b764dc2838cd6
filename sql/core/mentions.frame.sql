-- frame mentions: one row per phone, LINE id, site, name or account that a complaint or tip names
-- reads: core.complaint, core.tip, core.phone, core.account
with report as (
    select
        'complaint' as origin,
        complaint_id as report_id,
        reported_at as told_at,
        complaint_type as subject,
        phones,
        line_ids,
        domains,
        names,
        '[]'::jsonb as bank_accounts
    from core.complaint
    union all
    select
        'tip' as origin,
        tip_id as report_id,
        received_at as told_at,
        topic as subject,
        phones,
        line_ids,
        domains,
        '[]'::jsonb as names,
        bank_accounts
    from core.tip
),

named as (
    select distinct
        report.origin,
        report.report_id,
        report.told_at,
        report.subject,
        item.kind,
        item.named
    from report
    cross join
        lateral (
            select
                'phone' as kind,
                phone.value as named
            from jsonb_array_elements_text(report.phones) as phone (value)
            union all
            select
                'line_id' as kind,
                lower(line_id.value) as named
            from jsonb_array_elements_text(report.line_ids) as line_id (value)
            union all
            select
                'domain' as kind,
                host.value as named
            from jsonb_array_elements_text(report.domains) as host (value)
            union all
            select
                'name' as kind,
                person.value as named
            from jsonb_array_elements_text(report.names) as person (value)
            union all
            select
                'account' as kind,
                (account.value ->> 'bank_code') || ':' || (account.value ->> 'account_no') as named
            from jsonb_array_elements(report.bank_accounts) as account (value)
        ) as item
    where item.named <> ''
)

select
    named.origin as source,
    named.report_id as source_id,
    named.told_at as mentioned_at,
    named.subject as topic,
    named.kind,
    named.named as value,
    coalesce(phone.phone_id, -1) as phone_id,
    coalesce(account.account_id, -1) as account_id
from named
left join core.phone as phone on named.kind = 'phone' and named.named = phone.msisdn
-- By its two parts: to join all accounts by a text put together of both took half of the time.
left join core.account as account
    on
        named.kind = 'account'
        and split_part(named.named, ':', 1) = account.bank_code
        and substr(named.named, strpos(named.named, ':') + 1) = account.account_no
order by named.origin, named.report_id, named.kind, named.named
