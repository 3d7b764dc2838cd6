"""Small ledgers of delivered files for tests: a bank that sends by the hour, as of one moment in Thai time."""

from datetime import datetime

import pandas as pd

from include.core.alerts import FeedAlert
from include.sources import all_feeds
from include.watch import describe_feeds, judge_feeds

FEEDS = describe_feeds(all_feeds())
ZONE = "+07:00"


def at(local: str) -> datetime:
    """A moment as written on a Thai clock, e.g. 2026-11-24T12:00."""
    return datetime.fromisoformat(f"{local}{ZONE}")


def file(place: str, name: str, **change: object) -> dict[str, object]:
    """One line of the ledger: loaded, 100 rows, received in Thai time when its hour was over."""
    agency, feed = place.split("/")
    line = {
        "file_id": 0, "agency": agency, "feed": feed, "file_name": name, "status": "loaded", "rows_read": 100,
        "rows_quarantined": 0, "received_at": "2026-11-24T12:00",
    } | change  # fmt: skip
    return line | {"received_at": pd.Timestamp(f"{line['received_at']}{ZONE}").tz_convert("UTC")}


def hours(place: str, day: str, first: int, last: int, **change: object) -> list[dict[str, object]]:
    """The hourly files of a day, both ends included, each received five minutes after its hour."""
    compact = day.replace("-", "")
    return [
        file(place, f"{compact}T{hour:02d}.csv", **({"received_at": f"{day}T{hour:02d}:59"} | change))
        for hour in range(first, last + 1)
    ]


def judge(*lines: dict[str, object], now: str) -> dict[tuple[str, str, str], FeedAlert]:
    """Return the alerts of a ledger by (agency, feed, kind)."""
    return {alert.key: alert for alert in judge_feeds(make_ledger(*lines), FEEDS, at(now))[1]}


def states(*lines: dict[str, object], now: str) -> dict[str, str]:
    """Return each feed's freshness."""
    table = judge_feeds(make_ledger(*lines), FEEDS, at(now))[0]
    return dict(zip(table["agency"] + "/" + table["feed"], table["state"], strict=True))


def make_ledger(*lines: dict[str, object]) -> pd.DataFrame:
    """Return lines as the frame that the warehouse hands out, numbered in their order."""
    frame = pd.DataFrame(list(lines) or [file("bank-a/none", "x")]).assign(file_id=lambda table: range(len(table)))
    frame["received_at"] = pd.to_datetime(frame["received_at"], utc=True)
    return frame if lines else frame.iloc[:0]
