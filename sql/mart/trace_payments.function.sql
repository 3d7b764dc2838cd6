-- mart.trace_payments: one row per stretch of a victim's money in a payment: who paid whom and when, and what of it still lies there
-- reads: core.account, core.account_version, core.transfer, network.account_risk
-- writes: mart.trace_payments
-- why: money is followed hop by hop, set-based. First in first out is linear: what comes into an account at time t on top of a balance B
-- lies at [B, B + amount) on the axis of all that the account pays from t on, so payments cover it by overlap, and an overlap keeps its
-- place inside its payment, which is its place in the next account. In proportion it is linear too: of whatever lies in an account, a
-- payment takes the same share. Either way every stretch is followed by itself, through splits, merges and loops; amounts are only
-- moved, so that still_amount and crumb_amount sum to what was paid. Who serves many (a business, a wallet company, an exchange) keeps
-- customers apart: what it pays out within hours, a fee less than it got, is that customer's. docs/tracing.md tells the whole way.
create function mart.trace_payments(
    account_ids integer[],
    paid_at timestamptz[],
    amounts numeric[],
    as_of timestamptz default 'infinity',
    rule text default 'fifo',
    home integer default null,
    suspects integer[] default null,
    passes_sellers boolean default false,
    most_hops integer default 12,
    least_amount numeric default 1,
    least_share numeric default 0.005,
    most_read integer default 1000,
    most_lots integer default 200,
    most_fee numeric default 0.05,
    passes_within interval default '4 hours'
)
returns table (
    payment integer,
    hop integer,
    debtor_id integer,
    creditor_id integer,
    booked_at timestamptz,
    payment_amount numeric,
    amount numeric,
    still_amount numeric,
    crumb_amount numeric,
    ending text,
    certainty double precision
)
language plpgsql
stable
security definer
set search_path = ''
-- A plan for each set of lots would cost more than the trace, and compiling one a hundred times as much.
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
    -- How sure it is what a payment took: the balance before was known; or is the least that all transfers allow; or that the last
    -- most_read of them allow; or it was matched by its amount and time.
    trust constant double precision[] := array[1.0, 0.9, 0.6, 0.8];
    -- Of those who serve many: this many paid them, and were paid. Of what these pay, so many payments are looked at, and so many in a row.
    many constant integer := 40;
    most_seen constant integer := 200;
    most_parts constant integer := 5;
    -- Shares of shares never end: in proportion, parts below a share of what was paid are not followed, so that there are never more than
    -- 1 / least_share of them. First in first out has no such parts.
    least_part constant numeric := greatest(
        least_amount, case when rule = 'proportional' then least_share * (select sum(paid.amount) from unnest(amounts) as paid (amount)) end
    );
    level integer := 1;
    lot_payment integer[];
    lot_debtor integer[];
    lot_account integer[];
    lot_at timestamptz[];
    lot_paid numeric[];
    lot_place numeric[];
    lot_amount numeric[];
    lot_sure double precision[];
    unbooked_account integer[];
    unbooked_at timestamptz[];
    unbooked_amount numeric[];
    lot_ending text[];
    lot_doubt integer[];
    move_lot integer[];
    move_account integer[];
    move_at timestamptz[];
    move_paid numeric[];
    move_place numeric[];
    move_amount numeric[];
    move_is_last boolean[];
begin
    if rule not in ('fifo', 'proportional') then
        raise exception 'a trace is fifo or proportional, not %', rule using errcode = 'invalid_parameter_value';
    end if;
    if least_amount <= 0 then
        raise exception 'least_amount is more than 0, not %', least_amount using errcode = 'invalid_parameter_value';
    end if;
    -- A payment that is booked keeps its place among others of the same second; one that no bank shows comes in before them.
    select
        array_agg(seed.place::integer order by seed.place),
        array_agg(booked.debtor_id order by seed.place),
        array_agg(seed.account order by seed.place),
        array_agg(seed.at order by seed.place),
        array_agg(booked.amount order by seed.place),
        array_agg(0::numeric order by seed.place),
        array_agg(seed.amount order by seed.place),
        array_agg(1.0::double precision order by seed.place),
        array_agg(seed.account) filter (where booked.amount is null),
        array_agg(seed.at) filter (where booked.amount is null),
        array_agg(seed.amount) filter (where booked.amount is null)
    into
        lot_payment, lot_debtor, lot_account, lot_at, lot_paid, lot_place, lot_amount, lot_sure,
        unbooked_account, unbooked_at, unbooked_amount
    from unnest(account_ids, paid_at, amounts) with ordinality as seed (account, at, amount, place)
    left join lateral (
        select
            transfer.debtor_id,
            transfer.amount
        from core.transfer as transfer
        where
            transfer.creditor_id = seed.account
            and transfer.booked_at = seed.at
            and transfer.debtor_id <> transfer.creditor_id
            and transfer.amount >= seed.amount
        order by transfer.amount, transfer.debtor_id
        limit 1
    ) as booked on true
    where seed.at <= as_of and seed.amount > 0;

    while cardinality(lot_account) > 0 loop
        -- What is no end is placed on its account's axis (opening), and paid on.
        with lot as materialized (
            select
                asked.*,
                case
                    when asked.account = home then 'home'
                    when account.bank_code = '000' then 'cash'
                    when account.bank_code = '990' then 'crypto'
                    when not passes_sellers and business.is_honest then 'seller'
                    when level >= most_hops then 'hops'
                    when asked.size_rank > most_lots then 'unread'
                end as ending,
                case
                    when
                        level >= most_hops or asked.size_rank > most_lots or asked.account = home or account.bank_code = '000'
                        then 'nobody'
                    when account.bank_code = '990' or business.is_honest then 'many'
                    when holder.holder_type is null then 'unknown'
                    else 'nobody'
                end as serves
            from (
                select
                    one.*,
                    row_number() over (order by one.amount desc, one.n) as size_rank
                from unnest(lot_debtor, lot_account, lot_at, lot_paid, lot_place, lot_amount) with ordinality
                as one (debtor, account, at, paid, place, amount, n)
            ) as asked
            inner join core.account as account on asked.account = account.account_id
            left join network.account_risk as risk on asked.account = risk.account_id
            left join lateral (
                select version.holder_type
                from core.account_version as version
                where version.account_id = asked.account
                order by version.snapshot_at desc, version.file_id desc, version.row_no desc
                limit 1
            ) as holder on true
            cross join lateral (
                select
                    coalesce(holder.holder_type = 'COMPANY', false) and not case
                        when suspects is null then coalesce(risk.mule_score >= 0.9, false)
                        else asked.account = any(suspects)
                    end as is_honest
            ) as business
        ),

        -- What a service paid on of a payment: the first few in a row to one payee that sum to it, less a fee.
        passed as materialized (
            select
                lot.n,
                part.*
            from lot
            cross join lateral (
                select case
                    when lot.serves = 'many' then true
                    when lot.serves = 'unknown'
                        then (
                            select count(distinct came.debtor_id)
                            from (
                                select transfer.debtor_id
                                from core.transfer as transfer
                                where transfer.creditor_id = lot.account and transfer.booked_at <= as_of
                                order by transfer.booked_at desc
                                limit most_seen
                            ) as came
                        ) >= many
                        and (
                            select count(distinct went.creditor_id)
                            from (
                                select transfer.creditor_id
                                from core.transfer as transfer
                                where transfer.debtor_id = lot.account and transfer.booked_at <= as_of
                                order by transfer.booked_at desc
                                limit most_seen
                            ) as went
                        ) >= many
                    else false
                end as is_service
            ) as known
            cross join lateral (
                with paid as (
                    select
                        near.*,
                        row_number() over in_turn as turn,
                        sum(near.amount) over in_turn as upto
                    from (
                        select
                            transfer.creditor_id,
                            transfer.booked_at,
                            transfer.amount
                        from core.transfer as transfer
                        where
                            transfer.debtor_id = lot.account
                            and transfer.creditor_id <> lot.account
                            and transfer.booked_at >= lot.at
                            and transfer.booked_at <= least(as_of, lot.at + passes_within)
                        order by transfer.booked_at
                        limit most_seen
                    ) as near
                    where near.amount <= coalesce(lot.paid, lot.amount)
                    window in_turn as (
                        partition by near.creditor_id
                        order by near.booked_at, near.amount desc rows unbounded preceding
                    )
                ),

                run as (
                    select
                        first.creditor_id,
                        first.turn as first_turn,
                        last.turn as last_turn,
                        first.upto - first.amount as before
                    from paid as first
                    inner join paid as last
                        on
                            first.creditor_id = last.creditor_id
                            and first.turn <= last.turn
                            and first.turn > last.turn - most_parts
                    where
                        last.upto - first.upto + first.amount
                        between coalesce(lot.paid, lot.amount) * (1 - most_fee) and coalesce(lot.paid, lot.amount)
                    order by last.booked_at, last.turn - first.turn, first.creditor_id
                    limit 1
                )

                select
                    paid.creditor_id,
                    paid.booked_at,
                    paid.amount as paid,
                    greatest(lot.place - (paid.upto - run.before - paid.amount), 0)
                    + (row_number() over (partition by paid.booked_at, paid.amount order by paid.turn) - 1) * paid.amount as place,
                    greatest(
                        least(paid.upto - run.before, lot.place + lot.amount)
                        - greatest(paid.upto - run.before - paid.amount, lot.place),
                        0
                    ) as taken
                from run
                inner join paid
                    on run.creditor_id = paid.creditor_id and paid.turn between run.first_turn and run.last_turn
            ) as part
            where known.is_service
        ),

        placed as materialized (
            select
                lot.*,
                case
                    when told.is_known then told.known
                    else coalesce(before.least, 0)
                end as opening,
                case when told.is_known then 1 when before.rows_read < most_read then 2 else 3 end as doubt
            from lot
            left join lateral (
                select
                    version.snapshot_at,
                    version.balance
                from core.account_version as version
                where
                    version.account_id = lot.account
                    and version.snapshot_at <= lot.at
                    and version.balance is not null
                order by version.snapshot_at desc, version.file_id desc, version.row_no desc
                limit 1
            ) as past on true
            left join lateral (
                select
                    version.snapshot_at,
                    version.balance
                from core.account_version as version
                where
                    past.snapshot_at is null
                    and version.account_id = lot.account
                    and version.snapshot_at > lot.at
                    and version.snapshot_at <= as_of
                    and version.balance is not null
                order by version.snapshot_at, version.file_id desc, version.row_no desc
                limit 1
            ) as later on true
            -- Backwards from the lot: the sum of all changes, and the most that any latest stretch of them left in the account.
            cross join lateral (
                select
                    count(*) as rows_read,
                    coalesce(sum(change.amount), 0) as total,
                    greatest(max(change.upto), 0) as least
                from (
                    select
                        flow.amount,
                        sum(flow.amount)
                            over (order by flow.at desc, flow.amount rows unbounded preceding)
                        as upto
                    from (
                        (
                            select
                                transfer.booked_at as at,
                                transfer.amount
                            from core.transfer as transfer
                            where
                                transfer.creditor_id = lot.account
                                and transfer.debtor_id <> lot.account
                                and transfer.booked_at >= coalesce(past.snapshot_at, '-infinity')
                                and transfer.booked_at <= lot.at
                                and (
                                    transfer.booked_at < lot.at
                                    or transfer.amount > lot.paid
                                    or (transfer.amount = lot.paid and transfer.debtor_id < lot.debtor)
                                )
                            order by transfer.booked_at desc
                            limit most_read
                        )
                        union all
                        (
                            select
                                transfer.booked_at,
                                -transfer.amount
                            from core.transfer as transfer
                            where
                                transfer.debtor_id = lot.account
                                and transfer.creditor_id <> lot.account
                                and transfer.booked_at >= coalesce(past.snapshot_at, '-infinity')
                                and transfer.booked_at < lot.at
                            order by transfer.booked_at desc
                            limit most_read
                        )
                        union all
                        select
                            claim.at,
                            claim.amount
                        from unnest(unbooked_account, unbooked_at, unbooked_amount) as claim (account, at, amount)
                        where
                            claim.account = lot.account
                            and claim.at >= coalesce(past.snapshot_at, '-infinity')
                            and (claim.at < lot.at or (claim.at = lot.at and lot.paid is not null))
                        order by at desc
                        limit most_read
                    ) as flow
                ) as change
            ) as before
            -- Before the first snapshot: that one, rolled back.
            cross join lateral (
                select
                    count(*) as rows_read,
                    coalesce(sum(flow.amount), 0) as total
                from (
                    (
                        select transfer.amount
                        from core.transfer as transfer
                        where
                            transfer.creditor_id = lot.account
                            and transfer.debtor_id <> lot.account
                            and transfer.booked_at >= lot.at
                            and transfer.booked_at < later.snapshot_at
                            and not (
                                transfer.booked_at = lot.at
                                and (
                                    transfer.amount > lot.paid
                                    or (transfer.amount = lot.paid and transfer.debtor_id < lot.debtor)
                                ) is true
                            )
                        limit most_read
                    )
                    union all
                    (
                        select -transfer.amount
                        from core.transfer as transfer
                        where
                            transfer.debtor_id = lot.account
                            and transfer.creditor_id <> lot.account
                            and transfer.booked_at >= lot.at
                            and transfer.booked_at < later.snapshot_at
                        limit most_read
                    )
                    limit most_read
                ) as flow
            ) as after
            cross join lateral (
                select
                    balance.known,
                    coalesce(balance.known >= 0, false) as is_known
                from (
                    select
                        case
                            when past.snapshot_at is not null and before.rows_read < most_read
                                then past.balance + before.total
                            when later.snapshot_at is not null and after.rows_read < most_read
                                then later.balance - after.total
                        end as known
                ) as balance
            ) as told
            where lot.ending is null and lot.n not in (select passed.n from passed)
        ),

        move as materialized (
            select
                placed.n,
                paid_on.creditor_id,
                paid_on.booked_at,
                paid_on.amount as paid,
                paid_on.place,
                paid_on.taken,
                paid_on.is_last
            from placed
            -- Most lots are covered by few payments: more are read only where these do not reach.
            cross join lateral (
                select case
                    when near.total >= placed.opening + placed.place + placed.amount then 40
                    else most_read
                end as most
                from (
                    select coalesce(sum(first.amount), 0) as total
                    from (
                        select transfer.amount
                        from core.transfer as transfer
                        where
                            transfer.debtor_id = placed.account
                            and transfer.creditor_id <> placed.account
                            and transfer.booked_at >= placed.at
                            and transfer.booked_at <= as_of
                        order by transfer.booked_at
                        limit 40
                    ) as first
                ) as near
            ) as reach
            cross join lateral (
                select
                    covered.creditor_id,
                    covered.booked_at,
                    covered.amount,
                    greatest(placed.opening + placed.place - covered.upto + covered.amount, 0)
                    + (covered.nth - 1) * covered.amount as place,
                    greatest(
                        least(covered.upto, placed.opening + placed.place + placed.amount)
                        - greatest(covered.upto - covered.amount, placed.opening + placed.place),
                        0
                    ) as taken,
                    covered.number = most_read as is_last
                from (
                    select
                        paid.*,
                        sum(paid.amount) over in_order as upto,
                        row_number() over in_order as number,
                        row_number() over (partition by paid.booked_at, paid.amount, paid.creditor_id) as nth
                    from (
                        select
                            transfer.creditor_id,
                            transfer.booked_at,
                            transfer.amount
                        from core.transfer as transfer
                        where
                            transfer.debtor_id = placed.account
                            and transfer.creditor_id <> placed.account
                            and transfer.booked_at >= placed.at
                            and transfer.booked_at <= as_of
                        order by transfer.booked_at
                        limit reach.most
                    ) as paid
                    window in_order as (
                        order by paid.booked_at, paid.amount desc, paid.creditor_id rows unbounded preceding
                    )
                ) as covered
                where
                    (
                        covered.upto > placed.opening + placed.place
                        and covered.upto - covered.amount < placed.opening + placed.place + placed.amount
                    )
                    or covered.number = most_read
            ) as paid_on
            where rule = 'fifo'
            union all
            select
                placed.n,
                paid_on.creditor_id,
                paid_on.booked_at,
                paid_on.paid,
                0 as place,
                paid_on.taken,
                paid_on.is_last
            from placed
            -- Of all that lies in the account before a payment, the lot too, the payment takes its share; what remains of the lot is the
            -- product of the shares left, as a sum of logarithms, rounded to the satang.
            cross join lateral (
                select
                    kept.creditor_id,
                    kept.booked_at,
                    kept.paid,
                    lag(kept.rest, 1, placed.amount) over in_order - kept.rest as taken,
                    kept.number = most_read as is_last
                from (
                    select
                        held.*,
                        row_number() over in_order as number,
                        round(
                            placed.amount * exp(greatest(
                                sum(case
                                    when held.paid is null then 0
                                    when held.paid >= held.amount then -100
                                    else ln((1 - held.paid / held.amount)::double precision)
                                end) over in_order,
                                -100
                            ))::numeric, 2
                        ) as rest
                    from (
                        select
                            flow.*,
                            placed.opening + coalesce(placed.paid, placed.amount) + sum(coalesce(-flow.paid, flow.came))
                                over in_order - coalesce(-flow.paid, flow.came) as amount
                        from (
                            (
                                select
                                    null::integer as creditor_id,
                                    transfer.booked_at,
                                    null::numeric as paid,
                                    transfer.amount as came
                                from core.transfer as transfer
                                where
                                    transfer.creditor_id = placed.account
                                    and transfer.debtor_id <> placed.account
                                    and transfer.booked_at >= placed.at
                                    and transfer.booked_at <= as_of
                                    and (
                                        transfer.booked_at > placed.at
                                        or (
                                            transfer.amount < placed.paid
                                            or (
                                                transfer.amount = placed.paid
                                                and transfer.debtor_id > placed.debtor
                                            )
                                        ) is not false
                                    )
                                order by transfer.booked_at
                                limit most_read
                            )
                            union all
                            (
                                select
                                    transfer.creditor_id,
                                    transfer.booked_at,
                                    transfer.amount,
                                    null
                                from core.transfer as transfer
                                where
                                    transfer.debtor_id = placed.account
                                    and transfer.creditor_id <> placed.account
                                    and transfer.booked_at >= placed.at
                                    and transfer.booked_at <= as_of
                                order by transfer.booked_at
                                limit most_read
                            )
                            order by booked_at
                            limit most_read
                        ) as flow
                        window in_order as (
                            order by flow.booked_at, flow.came desc nulls last, flow.paid desc, flow.creditor_id
                            rows unbounded preceding
                        )
                    ) as held
                    window in_order as (
                        order by held.booked_at, held.came desc nulls last, held.paid desc, held.creditor_id
                        rows unbounded preceding
                    )
                ) as kept
                window in_order as (
                    order by kept.booked_at, kept.came desc nulls last, kept.paid desc, kept.creditor_id
                    rows unbounded preceding
                )
            ) as paid_on
            where
                rule = 'proportional'
                and (paid_on.taken > 0 or paid_on.is_last)
            union all
            select
                passed.*,
                false as is_last
            from passed
            where passed.taken > 0
        )

        select
            (
                select array_agg(case when lot.n in (select passed.n from passed) then 'passed' else lot.ending end order by lot.n)
                from lot
            ),
            (
                select array_agg(case when lot.n in (select passed.n from passed) then 4 else placed.doubt end order by lot.n)
                from lot
                left join placed on lot.n = placed.n
            ),
            array_agg(move.n::integer order by move.n, move.booked_at, move.place, move.creditor_id),
            array_agg(move.creditor_id order by move.n, move.booked_at, move.place, move.creditor_id),
            array_agg(move.booked_at order by move.n, move.booked_at, move.place, move.creditor_id),
            array_agg(move.paid order by move.n, move.booked_at, move.place, move.creditor_id),
            array_agg(move.place order by move.n, move.booked_at, move.place, move.creditor_id),
            array_agg(move.taken order by move.n, move.booked_at, move.place, move.creditor_id),
            array_agg(move.is_last order by move.n, move.booked_at, move.place, move.creditor_id)
        into lot_ending, lot_doubt, move_lot, move_account, move_at, move_paid, move_place, move_amount, move_is_last
        from move;

        return query
        select
            lot_payment[lot.n],
            level,
            lot.debtor,
            lot.account,
            lot.at,
            lot.paid,
            lot.amount,
            lot.amount - coalesce(moved.total, 0),
            coalesce(moved.crumbs, 0),
            coalesce(lot.ending, case when moved.is_cut and lot.amount > moved.total then 'unread' else 'lies' end),
            lot.sure * coalesce(trust[lot.doubt], 1)
        from unnest(lot_debtor, lot_account, lot_at, lot_paid, lot_amount, lot_sure, lot_ending, lot_doubt) with ordinality
        as lot (debtor, account, at, paid, amount, sure, ending, doubt, n)
        left join (
            select
                move.lot,
                sum(move.taken) as total,
                coalesce(sum(move.taken) filter (where move.taken < least_part), 0) as crumbs,
                bool_or(move.is_last) as is_cut
            from unnest(move_lot, move_amount, move_is_last) as move (lot, taken, is_last)
            group by move.lot
        ) as moved on lot.n = moved.lot
        order by lot.n;

        select
            array_agg(lot_payment[move.lot] order by move.n),
            array_agg(lot_account[move.lot] order by move.n),
            array_agg(move.account order by move.n),
            array_agg(move.at order by move.n),
            array_agg(move.paid order by move.n),
            array_agg(move.place order by move.n),
            array_agg(move.taken order by move.n),
            array_agg(lot_sure[move.lot] * trust[lot_doubt[move.lot]] order by move.n)
        into lot_payment, lot_debtor, lot_account, lot_at, lot_paid, lot_place, lot_amount, lot_sure
        from unnest(move_lot, move_account, move_at, move_paid, move_place, move_amount) with ordinality
        as move (lot, account, at, paid, place, taken, n)
        where move.taken >= least_part;
        level := level + 1;
    end loop;
end
$$;
