"""Counts what the verdicts of a load say per file and expectation; no value of any row is kept."""

from collections import Counter
from typing import Any

import pandas as pd

from include.core.contract import Feed
from include.validate.suite import Check, list_checks, name_suite


class Results:
    """Adds up the verdicts of one feed's files, chunk by chunk."""

    def __init__(self, feed: Feed) -> None:
        """Start with no file seen."""
        self._feed = feed
        self._checks = list_checks(feed)
        self._rows: Counter[int] = Counter()
        self._failed: Counter[tuple[int, str]] = Counter()

    def add(self, file_ids: pd.Series, faults: pd.DataFrame) -> None:
        """Add a judged chunk: the file of each of its rows, and the faults that `judge` found in them."""
        self._rows.update(_count(file_ids.astype("int64")))
        if len(faults):
            reasons = faults["reason"].where(faults["field"] != "row", "row")
            self._failed.update(_count(pd.Series(list(zip(faults["file_id"].astype("int64"), reasons, strict=True)))))

    def frame(self) -> pd.DataFrame:
        """Return one row per file and check, with the columns of `landing.validation_result`.

        A row counts for the first cause of its being bad only, as in the quarantine.
        """
        lines = [
            self._line(file_id, rows, number, check)
            for file_id, rows in sorted(self._rows.items())
            for number, check in enumerate(self._checks, start=1)
        ]
        return pd.DataFrame(lines)

    def _line(self, file_id: int, rows: int, number: int, check: Check) -> dict[str, int | str]:
        key = "row" if check.rule.field == "row" else check.rule.reason
        return {
            "file_id": file_id,
            "check_no": number,
            "suite_name": name_suite(self._feed),
            "contract_version": self._feed.version,
            "expectation": check.expectation,
            "field": check.rule.field,
            "rule": check.rule.name,
            "rows_checked": rows,
            "rows_failed": self._failed[(file_id, key)],
        }


def _count(values: pd.Series) -> dict[Any, int]:
    return {key: int(count) for key, count in values.value_counts().items()}
