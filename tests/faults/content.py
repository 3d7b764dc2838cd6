"""What a court would ask a warehouse for, and the comparison of two of them: equal but for rows that contradict each other.

Where two files contradict each other, their order decides which of them stays. Such rows are found by their keys in the ledger of
conflicts; of them the number is compared, of all others every value.
"""

from collections import Counter
from dataclasses import dataclass

from tests.conftest import Warehouse

# The first column of each: the keys by which a row may be disputed.
DISPUTABLE = {
    "postings": """
        select array[reporting_bank || ':' || tx_id, end_to_end_id], reporting_bank, tx_id, end_to_end_id, booked_at, amount,
            currency, channel, device_id, ip_address, remark, is_believed, debtor.account_no, creditor.account_no
        from core.posting
        inner join core.account as debtor on debtor_id = debtor.account_id
        inner join core.account as creditor on creditor_id = creditor.account_id
    """,
    "transfers": "select array[end_to_end_id], booked_at, amount, channel, is_debtor_report, report_count from core.transfer",
    "calls": "select array[source_ref], started_at, duration_s, call_type from core.call",
    "reports": """
        select array[agency || ':' || telco_call_id], started_at, duration_s, call_type, imei, imsi, cell_id, a.msisdn, b.msisdn
        from core.call_report inner join core.phone as a on a_phone_id = a.phone_id inner join core.phone as b on b_phone_id = b.phone_id
    """,
}
CERTAIN = {
    "snapshots": """
        select bank_code, account_no, snapshot_at, holder_id, name_th, phone_typed, device_id, status, balance
        from core.account_version inner join core.account using (account_id)
    """,
    "subscribers": "select agency, iccid, id_no, name_th, dealer_code, status from core.subscriber_version",
    "cells": "select agency, cell_id, content from core.cell_version",
    "complaints": "select complaint_id, content from core.complaint_version",
    "tips": "select tip_id, content from core.tip_version",
    "listed": "select list_code, entry_key, content from core.watchlist_version",
    "blocked": "select domain, order_no, content from core.site_block_version",
    "vault": "select tip_id, contact from vault.reporter_contact",
    "named": "select bank_code, account_no from core.account",
    "phones": "select msisdn from core.phone",
    "totals": """
        select agency, feed, count(*), sum(rows_read), sum(rows_loaded), sum(rows_quarantined + rows_duplicate)
        from mart.feed_health where status = 'loaded' group by agency, feed
    """,
    "refused": "select agency, feed, file_name, status, reason from mart.feed_health where status <> 'loaded'",
    "bad rows": "select agency, feed, rule, raw from mart.quarantine where rule <> 'conflict'",
}
DISPUTED = """
with clash as (select record, agency || ':' || record_key as ref, content ->> 'end_to_end_id' as other from core.conflict_version)
select ref from clash
union select other from clash
union select end_to_end_id from core.posting where reporting_bank || ':' || tx_id in (select ref from clash where record = 'posting')
union
select mate.agency || ':' || mate.telco_call_id from core.call_report as mate inner join core.call_report as one using (call_id)
where one.agency || ':' || one.telco_call_id in (select ref from clash where record = 'call')
"""
PARTIAL = """
select 'posting of a file that is not loaded', count(*) from core.posting as posting
inner join landing.delivered_file as file on posting.file_id = file.file_id where file.status <> 'loaded' having count(*) > 0
union all
select 'call of a file that is not loaded', count(*) from core.call_report as report
inner join landing.delivered_file as file on report.file_id = file.file_id where file.status <> 'loaded' having count(*) > 0
union all
select 'row put aside of a file that is not loaded', count(*) from landing.quarantined_row as put_aside
inner join landing.delivered_file as file on put_aside.file_id = file.file_id where file.status <> 'loaded' having count(*) > 0
union all
select 'file that does not add up', count(*) from landing.delivered_file
where rows_read <> rows_loaded + rows_quarantined + rows_duplicate having count(*) > 0
"""
SESSIONS = """
select 'session', count(*) from pg_stat_activity
where usename = 'rukkhat_loader' and datname = current_database() having count(*) > 0
"""


class DifferenceError(Exception):
    """Two warehouses differ by more than order explains."""


@dataclass(frozen=True)
class Content:
    """All that is compared, as text, and the keys of rows in dispute."""

    disputable: dict[str, list[tuple[frozenset[str], str]]]
    certain: dict[str, "Counter[str]"]
    disputed: frozenset[str]


def read_content(warehouse: Warehouse) -> Content:
    """Return what a warehouse holds."""
    disputable = {
        name: [(frozenset(map(str, row[0])), str(row)) for row in warehouse.query(statement)]  # type: ignore[call-overload]
        for name, statement in DISPUTABLE.items()
    }
    certain = {name: Counter(map(str, warehouse.query(statement))) for name, statement in CERTAIN.items()}
    return Content(disputable, certain, frozenset(str(ref) for (ref,) in warehouse.query(DISPUTED)))


def compare(quiet: Content, loud: Content) -> None:
    """Raise DifferenceError where the contents differ by more than which of two contradicting rows came first."""
    disputed = quiet.disputed | loud.disputed
    for name, rows in quiet.disputable.items():
        sides = [Counter(text for refs, text in side if not refs & disputed) for side in (rows, loud.disputable[name])]
        _must_equal(name, *sides)
        if name in ("postings", "reports") and len(rows) != len(loud.disputable[name]):
            raise DifferenceError(f"{name}: {len(rows)} rows in quiet, {len(loud.disputable[name])} now")
    for name, counted in quiet.certain.items():
        _must_equal(name, counted, loud.certain[name])


def _must_equal(name: str, quiet: "Counter[str]", loud: "Counter[str]") -> None:
    if quiet != loud:
        missing, added = list((quiet - loud).elements()), list((loud - quiet).elements())
        raise DifferenceError(f"{name}: {len(missing)} missing, {len(added)} added: {missing[:3]} {added[:3]}")
