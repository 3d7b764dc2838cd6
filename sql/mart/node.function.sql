-- mart.node: one row per node that a text names
-- reads: core.complaint, core.tip
-- writes: mart.node
-- why: people write numbers as they see them; 901:0123456789, 0812345678 and account:901:0123456789 are understood, nothing is guessed.
create function mart.node(called text)
returns table (node_type text, node_key text)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    plain text := btrim(called);
    kind text := split_part(plain, ':', 1);
    rest text := substr(plain, length(split_part(plain, ':', 1)) + 2);
begin
    if kind in ('person', 'remark') and rest <> '' then
        return query select kind, case when starts_with(rest, kind || ':') then rest else plain end;
    elsif kind in ('account', 'phone', 'device', 'sim', 'domain', 'line_id', 'complaint', 'tip') and rest <> '' then
        return query select kind, case when kind = 'phone' then regexp_replace(rest, '^0', '+66') else rest end;
    elsif plain ~ '^[0-9][0-9][0-9]:[^ ]+$' then
        return query select 'account'::text, plain;
    elsif plain ~ '^(0|\+)[0-9]{7,15}$' then
        return query select 'phone'::text, regexp_replace(plain, '^0', '+66');
    elsif exists (select from core.complaint as known where known.complaint_id = plain) then
        return query select 'complaint'::text, plain;
    elsif exists (select from core.tip as known where known.tip_id = plain) then
        return query select 'tip'::text, plain;
    else
        raise exception 'no node is written like %', quote_literal(plain)
            using errcode = 'invalid_parameter_value',
            hint = 'write bank:account (901:0123456789), a phone (0812345678 or +66812345678), the id of a complaint or tip, or '
            'type:key with type account, phone, device, sim, domain, line_id, person, remark';
    end if;
end
$$;
