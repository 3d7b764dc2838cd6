"""The ledger of alerts about feeds (`landing.feed_alert`) and the last judgement of their freshness."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.alerts import REMEDIES, AlertEvent, AlertKind, FeedAlert, loudness
from include.warehouse.frames import replace_rows
from include.warehouse.statements import read_statement

FRESHNESS = [
    "agency", "feed", "every_hours", "file_name", "received_at", "data_from", "data_until", "expected_by", "state",
]  # fmt: skip
LOCK = "select pg_advisory_xact_lock(hashtext('landing.feed_alert'))"


def lock_alerts(connection: Connection) -> None:
    """Wait until no other transaction reads and continues the ledger of alerts."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def list_open(connection: Connection) -> list[AlertEvent]:
    """Return the last event of every alert that is open."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/open_alert"))
        return [
            AlertEvent(
                FeedAlert(agency, feed, AlertKind(kind), since, words, contact, evidence),
                step, happened_at, opened_at, told_at,
            )
            for agency, feed, kind, step, happened_at, since, opened_at, told_at, words, contact, evidence in cursor
        ]  # fmt: skip


def record_events(connection: Connection, events: Sequence[AlertEvent]) -> None:
    """Append events to the ledger, in their order."""
    if not events:
        return
    alerts = [event.alert for event in events]
    columns: dict[str, list[Any]] = {
        name: [getattr(alert, name) for alert in alerts] for name in ("agency", "feed", "since", "words", "contact")
    } | {name: [getattr(event, name) for event in events] for name in ("step", "happened_at", "opened_at", "told_at")}
    columns["kind"] = [str(alert.kind) for alert in alerts]
    columns["loudness"] = [loudness(alert.kind) for alert in alerts]
    columns["remedy"] = [REMEDIES[alert.kind] for alert in alerts]
    columns["evidence"] = [orjson.dumps(dict(alert.evidence)).decode() for alert in alerts]
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/feed_alert"), columns)


def record_freshness(connection: Connection, freshness: pd.DataFrame, now: datetime) -> int:
    """Replace the last judgement of every feed's freshness; return the feeds."""
    return replace_rows(connection, "landing", "feed_freshness", freshness[FRESHNESS].assign(judged_at=now))


def record_waiting(connection: Connection, files: Sequence[tuple[str, str, str, int]]) -> None:
    """Enter (agency, feed, file name, bytes) of files without control file that the ledger does not know."""
    if not files:
        return
    names = ("agency", "feed", "file_name", "byte_count")
    columns = {name: list(values) for name, values in zip(names, zip(*files, strict=True), strict=True)}
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/waiting_control"), columns)


def explain_waiting(connection: Connection, now: datetime) -> None:
    """Write into the ledger since when the files wait whose control files are overdue."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/overdue_control"), {"now": now})
