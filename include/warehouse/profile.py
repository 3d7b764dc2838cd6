"""Profiles of columns, and the sentences about their change, in the ledger of landing."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.contract import Feed
from include.warehouse.statements import read_statement

PROFILE = ("file_id", "column_name", "day", "row_count", "filled_count", "code_counts", "median")
DRIFT = ("file_id", "column_name", "sign", "sentence", "from_share", "to_share")


def write_profiles(connection: Connection, feed: Feed, profiles: pd.DataFrame) -> None:
    """Write profiles (columns PROFILE; `code_counts` a dict per row, `day` a date); one of the same file is replaced."""
    if profiles.empty:
        return
    lists = _by_column(profiles, PROFILE)
    lists["code_counts"] = [json.dumps(counts) for counts in lists["code_counts"]]
    parameters = {"agency": feed.agency, "feed": feed.name, "version": feed.version, **lists}
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/column_profile"), parameters)


def read_profiles(connection: Connection, feed: Feed, days: Sequence[date], back: timedelta) -> pd.DataFrame:
    """Return the profiles (columns PROFILE) of the feed from `back` before the first of `days` until the last."""
    span = {"first_day": min(days) - back, "last_day": max(days)}
    with connection.cursor() as cursor:
        cursor.execute(
            read_statement("landing/column_profile.frame"), {"agency": feed.agency, "feed": feed.name, **span}
        )
        return pd.DataFrame(cursor.fetchall(), columns=list(PROFILE)).astype({"median": "float64"})


def write_drift(connection: Connection, judged: list[int], drift: pd.DataFrame) -> None:
    """Write the sentences (columns DRIFT) about these files, in place of what was said of them before."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/feed_drift.stale"), {"judged": judged})
        if len(drift):
            cursor.execute(read_statement("landing/feed_drift"), _by_column(drift, DRIFT))


def _by_column(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, list[object]]:
    """Return a list per column with None where a value is missing, as PostgreSQL's unnest takes them."""
    return {
        name: [None if isinstance(value, float) and value != value else value for value in frame[name].tolist()]  # noqa: PLR0124
        for name in names
    }
