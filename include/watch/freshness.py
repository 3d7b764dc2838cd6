"""When each feed gave its last sign of life, and when the next is due."""

from datetime import datetime

import numpy as np
import pandas as pd

from include.watch.expectation import KEY

COLUMNS = [
    "agency",
    "feed",
    "every_hours",
    "file_name",
    "received_at",
    "data_from",
    "data_until",
    "expected_by",
    "state",
]


def judge_freshness(files: pd.DataFrame, feeds: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return one row per feed with COLUMNS and its contract's; times NaT where no complete file has come.

    `files` as of `read_periods`, `feeds` as of `describe_feeds`. `state` is never (nothing came yet), irregular (every_hours
    is 0: comes when it comes), dormant (nothing for so long that it counts as history), late, or on_time. The next file is
    due when another period has passed since the last one's end, plus grace.
    """
    complete = files[files["status"] != "incomplete"].sort_values(["ends_at", "received_at", "file_id"])
    last = complete.drop_duplicates(KEY, keep="last").rename(
        columns={"begins_at": "data_from", "ends_at": "data_until"}
    )
    table = feeds.merge(last[[*KEY, "file_name", "received_at", "data_from", "data_until"]], on=KEY, how="left")
    hours = pd.to_timedelta(table["every_hours"] + table["grace_hours"], unit="h")
    table["expected_by"] = (table["data_until"] + hours).where(table["every_hours"] > 0)
    age_hours = (now - table["data_until"]).dt.total_seconds() / 3600
    table["state"] = np.select(
        [
            table["data_until"].isna(),
            table["every_hours"] <= 0,
            age_hours > table["dormant_hours"],
            table["expected_by"] < now,
        ],
        ["never", "irregular", "dormant", "late"],
        "on_time",
    )
    return table
