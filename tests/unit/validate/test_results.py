"""Counts per file and expectation: what the verdicts say, no more and no less."""

import pandas as pd

from include.sources import find_feed
from include.validate import Results, judge
from include.validate.suite import list_checks

NOW = pd.Timestamp("2026-11-23", tz="UTC")


def make_cells(count: int) -> pd.DataFrame:
    numbers = pd.Series(range(count))
    return pd.DataFrame(
        {
            "row_no": numbers + 1,
            "cell_id": "C" + numbers.astype(str),
            "lat": "13.75",
            "lon": "100.5",
            "province": "กรุงเทพมหานคร",
            "fault": None,
        }
    )


def test_failed_rows_are_counted_for_their_file_and_expectation_only() -> None:
    feed = find_feed("telco-a", "cells")
    batch = make_cells(4).assign(file_id=[1, 1, 2, 2])
    batch.loc[3, "lat"] = "91"
    batch.loc[1, "cell_id"] = None
    results = Results(feed)
    results.add(batch["file_id"], judge(feed, batch, NOW).faults)
    found = results.frame()
    assert len(found) == 2 * len(list_checks(feed))
    assert set(found["rows_checked"]) == {2}
    failed = found[found["rows_failed"] > 0]
    assert failed[["file_id", "field", "rule", "rows_failed"]].to_dict("split")["data"] == [
        [1, "cell_id", "missing_key", 1],
        [2, "lat", "bad_amount", 1],
    ]


def test_chunks_of_one_file_add_up() -> None:
    feed = find_feed("telco-a", "cells")
    batch = make_cells(3).assign(file_id=5)
    batch.loc[0, "lat"] = "x"
    results = Results(feed)
    for _ in range(2):
        results.add(batch["file_id"], judge(feed, batch, NOW).faults)
    found = results.frame().set_index(["field", "rule"])
    assert set(found["rows_checked"]) == {6}
    assert found["rows_failed"].sum() == 2


def test_every_reason_of_a_suite_is_told_from_the_others() -> None:
    from include.sources import all_feeds

    for feed in all_feeds():
        reasons = [check.rule.reason for check in list_checks(feed)]
        assert len(reasons) == len(set(reasons)), feed.key


def test_nothing_seen_gives_nothing_to_write() -> None:
    assert Results(find_feed("telco-a", "cells")).frame().empty
