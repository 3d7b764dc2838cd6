"""The watch DAG: what should have come and did not, told once, kept in the ledger of alerts until it is mended."""

import re
from collections.abc import Callable
from datetime import datetime

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.alerts import REMEDIES, AlertEvent, AlertKind, FeedAlert, loudness
from include.core.settings import read_clock
from include.landing.waiting import find_waiting
from include.sources import all_feeds
from include.warehouse.alerts import (
    explain_waiting,
    list_open,
    lock_alerts,
    record_events,
    record_freshness,
    record_waiting,
)
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_frame
from include.watch import close_alert, describe_feeds, follow_alerts, judge_feeds
from include.watch.episodes import ENDED

SHOWN = 100
OURS = "rukkhat"
"""The agency of alerts about our own runs."""

Tell = Callable[[str, bool], None]
"""Calls somebody: (line, whether the alert is closed by it)."""
HasEnded = Callable[[str, str], bool]
"""Answers of (DAG, run) whether it is over."""


def watch_as_of(dsn: str, landing: str, as_of: str | None, tell: Tell, has_ended: HasEnded) -> list[dict[str, str]]:
    """Watch by the clock that was asked for (see `core.settings.read_clock`)."""
    return watch(dsn, landing, read_clock(as_of), tell, has_ended)


def watch(
    dsn: str, landing: str, now: datetime, tell: Tell, has_ended: HasEnded = lambda _dag, _run: False
) -> list[dict[str, str]]:
    """Judge all feeds as of `now`, write the ledger, tell of what is new; return the open alerts, loudest first.

    `landing` is the landing folder. Each alert comes as label,
    words, remedy and loudness (fail or warn); of more than SHOWN the rest is counted in the last. Who is told is told
    before the commit, so a lost session tells twice rather than never.
    """
    with open_transaction(dsn) as connection:
        record_waiting(connection, find_waiting(landing))
        explain_waiting(connection, now)
    with open_transaction(dsn) as connection:
        lock_alerts(connection)
        events = _judge(connection, now) + _close_ended(connection, now, has_ended)
        _write(connection, events, tell)
        return _present([event.alert for event in list_open(connection)])


def report_deadline(dsn: str, dag_id: str, run_id: str, minutes: int, now: datetime, tell: Tell) -> None:
    """Write into the ledger, and tell, that a run has not ended in time; it is closed by `watch` once the run is over."""
    alert = FeedAlert(
        OURS,
        dag_id,
        AlertKind.DEADLINE_MISSED,
        now,
        f"run {run_id} has not ended {minutes} minutes after it was queued",
        evidence={"run_id": run_id},
    )
    with open_transaction(dsn) as connection:
        lock_alerts(connection)
        is_open = [event for event in list_open(connection) if event.alert.key == alert.key]
        _write(connection, follow_alerts(is_open, [alert], now), tell)


def _judge(connection: Connection, now: datetime) -> list[AlertEvent]:
    freshness, alerts = judge_feeds(read_frame(connection, "landing/newest_file"), describe_feeds(all_feeds()), now)
    record_freshness(connection, freshness, now)
    dormant = freshness[freshness["state"] == "dormant"]
    is_open = [event for event in list_open(connection) if event.alert.agency != OURS]
    return follow_alerts(is_open, alerts, now, set(zip(dormant["agency"], dormant["feed"], strict=True)))


def _close_ended(connection: Connection, now: datetime, has_ended: HasEnded) -> list[AlertEvent]:
    return [
        close_alert(event, now, ENDED)
        for event in list_open(connection)
        if event.alert.agency == OURS and has_ended(event.alert.feed, str(event.alert.evidence["run_id"]))
    ]


def _write(connection: Connection, events: list[AlertEvent], tell: Tell) -> None:
    record_events(connection, events)
    for event in events:
        if event.is_told:
            tell(f"{event.step}: {_label(event.alert)}: {event.alert.words}", event.step == "closed")


def _present(alerts: list[FeedAlert]) -> list[dict[str, str]]:
    ordered = sorted(alerts, key=lambda alert: (loudness(alert.kind), alert.key))
    shown = [
        {"label": _label(alert), "words": alert.words, "remedy": REMEDIES[alert.kind], "loudness": loudness(alert.kind)}
        for alert in ordered[:SHOWN]
    ]
    if rest := len(ordered) - len(shown):
        words = "look into mart.feed_alert"
        shown.append(
            {
                "label": f"{rest} more",
                "words": "not shown here",
                "remedy": words,
                "loudness": loudness(ordered[SHOWN].kind),
            }
        )
    return shown


def _label(alert: FeedAlert) -> str:
    """Return place and kind; a folder's name is an agency's free text, so only what a name may hold is kept."""
    place = f"{alert.agency}/{alert.feed}" if alert.feed else alert.agency
    return f"{re.sub(r'[^A-Za-z0-9_./-]', '?', place)[:80]} {str(alert.kind).replace('_', ' ')}"
