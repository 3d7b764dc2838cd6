"""What is expected of a feed, from its contract, and which hour or day a file speaks of, from its name."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from include.core.contract import Feed

ZONE = "Asia/Bangkok"
PERIOD = r"^((?:19|20)\d{6})(?:T(\d{2}))?(?!\d)"
HOUR = pd.Timedelta(hours=1)
INSTANT = pd.DatetimeTZDtype("us", "UTC")
KEY = ["agency", "feed"]
LOOK_BACK = timedelta(days=14)
"""How long something is looked for. What is older is history: replayed files raise nothing, and a feed is dormant."""


def describe_feeds(feeds: Sequence[Feed]) -> pd.DataFrame:
    """Return one row per feed: agency, feed, every_hours, grace_hours, dormant_hours, low_rows, high_rows, contact.

    Where the contract names no grace, it is a quarter of the period, half an hour at least and a day at most.
    low_rows and high_rows are NaN where the contract leaves the band to be learnt.
    """
    rows = [(feed.agency, feed.name, float(feed.every_hours), *_read_options(feed), feed.contact) for feed in feeds]
    table = pd.DataFrame(rows, columns=[*KEY, "every_hours", "grace_hours", "low_rows", "high_rows", "contact"])
    numbers = ["every_hours", "grace_hours", "low_rows", "high_rows"]
    table[numbers] = table[numbers].astype("float64")
    table["grace_hours"] = table["grace_hours"].fillna((table["every_hours"] / 4).clip(0.5, 24.0))
    table["dormant_hours"] = (table["every_hours"] * 3).clip(lower=LOOK_BACK / timedelta(hours=1))
    return table


def read_periods(files: pd.DataFrame) -> pd.DataFrame:
    """Return the files with begins_at, ends_at (UTC), is_hour, is_named.

    Needs file_name and received_at. A name `YYYYMMDD` or `YYYYMMDDTHH...` is a day or hour in Thai time; any other name,
    an impossible date included, leaves the moment when the file came.
    """
    parts = files["file_name"].astype("str").str.extract(PERIOD)
    is_hour = parts[1].notna()
    local = pd.to_datetime(parts[0] + parts[1].fillna("00"), format="%Y%m%d%H", errors="coerce")
    begins = local.dt.tz_localize(ZONE).dt.tz_convert("UTC")
    is_named = begins.notna()
    span = pd.to_timedelta(np.where(is_hour, 1, 24), unit="h")
    received = files["received_at"].astype(INSTANT)
    return files.assign(
        received_at=received,
        begins_at=begins.astype(INSTANT).where(is_named, received),
        ends_at=(begins + span).astype(INSTANT).where(is_named, received),
        is_hour=is_hour & is_named,
        is_named=is_named,
    )


def split_feeds(table: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield (agency, feed, its rows)."""
    for (agency, feed), lines in table.groupby(KEY):
        yield str(agency), str(feed), lines


def _read_options(feed: Feed) -> tuple[float | None, float | None, float | None]:
    low, high = feed.volume_band or (None, None)
    return feed.grace_hours, low, high
