"""What a run has found, read as an analyst would, and printed."""

from typing import Any

import psycopg2

FEEDS = """
select agency || '/' || feed, count(*), sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_duplicate),
    count(*) filter (where status = 'rejected'), count(*) filter (where status = 'incomplete')
from mart.feed_health group by 1 order by 1
"""
FOUND = """
select
    (select count(*) from mart.account_risk), (select count(*) from mart.account_risk where is_flagged),
    (select count(*) from mart.phone_risk), (select count(*) from mart.phone_risk where is_flagged),
    (select count(*) from mart.gang), (select count(*) from mart.freeze_proposal),
    (select count(distinct complaint_id) from mart.freeze_proposal),
    (select coalesce(sum(traced_amount), 0) from mart.freeze_proposal)
"""
TOP_GANGS = """
select gang_id, account_count, phone_count, complaint_count, loss_amount, confidence
from mart.gang order by loss_amount desc, gang_id limit 5
"""


def print_summary(analyst_dsn: str) -> None:
    """Print files and rows per feed, then accounts, phones, gangs and freeze proposals."""
    connection = psycopg2.connect(analyst_dsn)
    with connection, connection.cursor() as cursor:
        feeds = _select(cursor, FEEDS)
        found = _select(cursor, FOUND)[0]
        gangs = _select(cursor, TOP_GANGS)
    connection.close()
    print(
        f"\n{'feed':<24}{'files':>7}{'read':>10}{'loaded':>10}{'quarant.':>10}{'duplicate':>10}{'rejected':>10}{'incompl.':>9}"
    )
    for name, *numbers in feeds:
        print(
            f"{name:<24}"
            + "".join(f"{number:>{width},}" for number, width in zip(numbers, (7, 10, 10, 10, 10, 10, 9), strict=True))
        )
    accounts, mules, phones, callers, gang_count, proposals, complaints, amount = found
    print(f"\naccounts  {accounts:>9,} seen, {mules:,} flagged as mules")
    print(f"phones    {phones:>9,} seen, {callers:,} flagged")
    print(f"gangs     {gang_count:>9,}")
    for gang_id, gang_accounts, gang_phones, gang_complaints, loss, confidence in gangs:
        print(
            f"          {gang_id}: {gang_accounts} accounts, {gang_phones} phones, {gang_complaints} complaints, "
            f"loss {loss:,.2f} THB, confidence {confidence:.2f}"
        )
    print(f"freeze    {proposals:>9,} proposals for {complaints} complaints, {amount:,.2f} THB")


def _select(cursor: Any, statement: str) -> list[tuple[Any, ...]]:
    cursor.execute(statement)
    return list(cursor.fetchall())
