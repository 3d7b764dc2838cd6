"""Traces in a big warehouse: transfers planted set-based, money followed from random payments, hubs, services and layered cases.

Beside each trace the same seed is asked by a recursive query that only reaches accounts (the first three payments of each, no amounts).
Both at wall time and at the time that the server's process was on a processor, which a busy machine does not stretch.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
from psycopg2.extensions import cursor as Cursor  # noqa: N812

Seed = tuple[int, Any, Any]  # account, time, amount
BARE = """
alter table core.posting drop constraint posting_pkey;
drop index core.transfer_debtor_idx, core.transfer_creditor_idx, core.posting_debtor_report_idx, core.posting_creditor_report_idx;
"""
INDEXED = """
create index transfer_debtor_idx on core.posting (debtor_id, booked_at) include (creditor_id, amount) where is_believed;
create index transfer_creditor_idx on core.posting (creditor_id, booked_at) include (debtor_id, amount) where is_believed;
"""
# Accounts are drawn as the cube of a uniform number, so that a few hundred carry most of the rows; one transfer in a hundred belongs to
# a layered case: a victim, a mule, three, six, a collector, and on to the busiest. The busiest have a snapshot a week, the others one;
# the 51st to the 100th are businesses, which pass on what they got.
PLANT = """
select setseed(0.5);
insert into core.account (bank_code, account_no)
select '90' || (1 + n %% 3), lpad(n::text, 10, '0') from generate_series(1, %(accounts)s) as n;
insert into core.account_version (account_id, snapshot_at, content, holder_type, balance, file_id, row_no)
select
    n, timestamptz '2024-01-01' + week * interval '7 days', md5(n::text)::uuid,
    case when n between 51 and 100 then 'COMPANY' else 'PERSON' end, floor(random() * 200000), 1, n
from generate_series(1, %(accounts)s) as n
cross join generate_series(0, 12) as week
where week = n %% 13 or n <= 2000;
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared, is_debtor_report,
    is_believed, file_id, row_no
)
select '901', 'T' || n, 'E' || n, timestamptz '2024-01-01' + n * interval '90 days' / %(rows)s,
    1 + floor(%(accounts)s * power(random(), 3))::integer, 1 + floor(%(accounts)s * power(random(), 3))::integer,
    1 + floor(random() * 50000), 'THB', 'MOBILE', false, true, true, 1, n
from generate_series(1, %(rows)s) as n;
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared, is_debtor_report,
    is_believed, file_id, row_no
)
select
    '901', 'C' || n || '-' || step, 'C' || n || '-' || step, start_at + minutes * interval '1 minute' + random() * interval '50 seconds',
    1 + (%(accounts)s / 2 + n * 11 + payer) %% %(accounts)s,
    case when payee = 99 then 1 + floor(200 * random())::integer else 1 + (%(accounts)s / 2 + n * 11 + payee) %% %(accounts)s end,
    baht, 'THB', 'MOBILE', false, true, true, 2, n
from (
    select n, timestamptz '2024-01-02' + n * interval '86 days' / %(cases)s as start_at from generate_series(1, %(cases)s) as n
) as planted
cross join (values
    (1, 0, 0, 1, 60000), (2, 5, 1, 2, 20000), (3, 7, 1, 3, 20000), (4, 9, 1, 4, 20000), (5, 15, 2, 5, 10000), (6, 16, 2, 6, 9900),
    (7, 17, 3, 7, 10000), (8, 18, 3, 8, 9900), (9, 19, 4, 9, 10000), (10, 20, 4, 9, 9900), (11, 30, 5, 10, 9800), (12, 31, 6, 10, 9800),
    (13, 32, 7, 10, 9800), (14, 33, 8, 10, 9800), (15, 34, 9, 10, 19500), (16, 60, 10, 99, 15000), (17, 61, 10, 99, 15000),
    (18, 62, 10, 99, 15000), (19, 63, 10, 99, 9000)
) as paid (step, minutes, payer, payee, baht);
"""
RANDOM = """
select creditor_id, booked_at, amount from core.transfer
where transfer_id = any(array(select 1 + floor(%(rows)s * random())::bigint from generate_series(1, 400))) and amount >= 1000 limit 200
"""
HUB = """
select paid.* from generate_series(%(first)s, %(first)s + 49) as hub (account_id)
cross join lateral (
    select creditor_id, booked_at, amount from core.transfer
    where creditor_id = hub.account_id and booked_at >= '2024-02-15' and amount >= 1000 order by booked_at limit 1
) as paid
"""
CASE = """
select paid.* from generate_series(1, 200) as n
cross join lateral (
    select creditor_id, booked_at, amount from core.transfer
    where
        creditor_id = 1 + (%(accounts)s / 2 + (n::bigint * %(cases)s / 200) * 11 + 1) %% %(accounts)s and amount = 60000
    order by booked_at limit 1
) as paid
"""
SEEDS = (("random payments", RANDOM, 1), ("hubs", HUB, 1), ("services", HUB, 51), ("layered cases", CASE, 1))
TRACE = """
select count(*), coalesce(sum(still_amount + crumb_amount), 0)
from mart.trace_payments(
    array[%(account)s], array[%(at)s], array[%(amount)s]::numeric[], as_of => %(at)s + interval '24 hours', rule => %(rule)s, most_hops => 6
)
"""
REACH = """
with recursive reach (account_id, at, hop) as (
    select %(account)s, %(at)s, 0
    union
    select paid.creditor_id, paid.booked_at, reach.hop + 1
    from reach
    cross join lateral (
        select creditor_id, booked_at from core.transfer
        where debtor_id = reach.account_id and booked_at >= reach.at and booked_at <= %(at)s + interval '24 hours'
        order by booked_at limit 3
    ) as paid
    where reach.hop < 6
)
select count(distinct account_id), 0 from reach
"""


def plant(owner: str, rows: int) -> dict[str, int]:
    """Fill an empty warehouse with `rows` transfers of rows / 10 accounts; return the sizes.

    Keys and indexes that a trace does not read are left out, and its own are built at the end: the planting would take hours.
    """
    sizes = {"rows": rows, "accounts": rows // 10, "cases": rows // 2000}
    connection = psycopg2.connect(owner)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        cursor.execute(PLANT, sizes)
        cursor.execute(INDEXED)
        cursor.execute("vacuum (analyze) core.posting, core.account, core.account_version")
    connection.close()
    return sizes


def measure_traces(dsn: str, sizes: dict[str, int]) -> Iterator[str]:
    """Yield a line per kind of seed and rule: 50th and 99th percentile, wall and on the processor, and the ratio to reach alone.

    Raises:
        AssertionError: a trace's amounts do not sum to what was paid.
    """
    connection = psycopg2.connect(dsn)
    with connection.cursor() as cursor:
        for kind, statement, first in SEEDS:
            seeds = _choose(cursor, statement, sizes | {"first": first})
            reach = _ask(cursor, REACH, "", seeds)
            for rule in ("fifo", "proportional"):
                found = _ask(cursor, TRACE, rule, seeds)
                assert [total for _, total in found.answers] == [amount for _, _, amount in seeds]
                yield (
                    f"{kind} ({len(seeds)}), {rule}: wall {_tell(found.wall)}, processor {_tell(found.busy)}; reach alone: wall"
                    f" {_tell(reach.wall)}, processor {_tell(reach.busy)}; ratio at the 99th on the processor"
                    f" {np.percentile(found.busy, 99) / np.percentile(reach.busy, 99):.1f}; rows at most"
                    f" {max(count for count, _ in found.answers)}"
                )
    connection.close()


class _Asked:
    """Milliseconds at the wall and on the processor per question, and the answers."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.busy: list[float] = []
        self.answers: list[tuple[int, Any]] = []


def _choose(cursor: Cursor, statement: str, sizes: dict[str, int]) -> list[Seed]:
    cursor.execute("select setseed(0.25)")
    cursor.execute(statement, sizes)
    return list(cursor.fetchall())


def _ask(cursor: Cursor, statement: str, rule: str, seeds: list[Seed]) -> _Asked:
    """Ask from each seed, after ten that warm the session up."""
    asked = _Asked()
    clock = Path(f"/proc/{cursor.connection.info.backend_pid}/schedstat")
    for number, (account, at, amount) in enumerate([*seeds[:10], *seeds]):
        start, before = time.perf_counter(), _read(clock)
        cursor.execute(statement, {"account": account, "at": at, "amount": amount, "rule": rule})
        answer = cursor.fetchone()
        if number >= 10:
            asked.wall.append(1000 * (time.perf_counter() - start))
            asked.busy.append((_read(clock) - before) / 1e6)
            asked.answers.append(answer)
    return asked


def _read(clock: Path) -> int:
    """Nanoseconds that a process has been on a processor."""
    return int(clock.read_text(encoding="ascii").split()[0])


def _tell(milliseconds: list[float]) -> str:
    return f"{np.percentile(milliseconds, 50):.1f} / {np.percentile(milliseconds, 99):.1f} ms"
