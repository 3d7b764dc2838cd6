"""Planted changes are told in a sentence; ordinary days, however they differ by chance, are not."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from include.watch.drift import find_drift

KEY = "bank-a/transactions"
TODAY = date(2024, 5, 8)
COLUMNS = ["file_id", "column_name", "day", "row_count", "filled_count", "code_counts", "median"]


def week(share: float = 0.88, rows: int = 1000, spread: float = 0.0, seed: int = 1, **parts: object) -> pd.DataFrame:
    """Seven daily files of one column, filled in about `share` of rows."""
    random = np.random.default_rng(seed)
    lines = []
    for number in range(7):
        near = float(np.clip(share + random.normal(0, spread), 0, 1))
        filled = int(random.binomial(rows, near))
        lines.append((number, "device_id", TODAY - timedelta(days=7 - number), rows, filled, {}, np.nan))
    return pd.DataFrame(lines, columns=COLUMNS).assign(**parts)


def judge(
    before: pd.DataFrame, rows: int, filled: int, codes: dict[str, int] | None = None, median: float = np.nan
) -> list[str]:
    name = before["column_name"].iloc[0]
    new = pd.DataFrame([(99, name, TODAY, rows, filled, codes or {}, median)], columns=COLUMNS)
    found = find_drift(pd.concat([before, new], ignore_index=True), frozenset({99}), KEY)
    return list(found["sentence"])


def test_a_column_that_became_empty_is_told_with_both_shares() -> None:
    before = week().assign(filled_count=880)
    assert judge(before, 1000, 200) == [
        "bank-a/transactions: column `device_id` became empty in 80% of rows, 12% last week"
    ]
    new = pd.DataFrame([(99, "device_id", TODAY, 1000, 200, {}, np.nan)], columns=COLUMNS)
    found = find_drift(pd.concat([before, new], ignore_index=True), frozenset({99}), KEY).iloc[0]
    assert (found["from_share"], found["to_share"]) == pytest.approx((0.12, 0.8))


def test_a_column_that_came_back_is_told_too() -> None:
    assert judge(week().assign(filled_count=100), 1000, 900) == [
        f"{KEY}: column `device_id` is filled in 90% of rows, 10% last week"
    ]


@pytest.mark.parametrize(
    ("rows", "filled", "before"),
    [
        (1000, 800, week(0.88)),  # a change too small to matter
        (40, 0, week(0.88)),  # too few rows to tell
        (1000, 0, week(0.88).iloc[:2]),  # no week to compare with
        (1000, 0, week(0.88, rows=20)),  # a week of too few rows
        (1000, 500, week(0.6, spread=0.25)),  # a feed that always swings so
        (0, 0, week(0.88)),
    ],
    ids=["small", "few rows", "new feed", "small week", "swings", "empty file"],
)
def test_what_is_not_told(rows: int, filled: int, before: pd.DataFrame) -> None:
    assert judge(before, rows, filled) == []


def test_files_of_another_time_are_no_week() -> None:
    before = week().assign(day=[TODAY - timedelta(days=30 + number) for number in range(7)])
    assert judge(before, 1000, 0) == []


def test_small_files_are_judged_with_their_day() -> None:
    small = [(90 + n, "device_id", TODAY, 20, 2, {}, np.nan) for n in range(4)]
    lines = pd.concat([week(0.88), pd.DataFrame(small, columns=COLUMNS)], ignore_index=True)
    found = find_drift(lines, frozenset({90, 91, 92, 93}), KEY)
    assert list(found["file_id"]) == [92, 93]


def test_no_false_alarm_in_ordinary_weeks() -> None:
    told = [
        sentence
        for seed in range(300)
        for sentence in judge(
            week(0.4, rows=300, spread=0.05, seed=seed), 300, int(np.random.default_rng(seed + 999).binomial(300, 0.4))
        )
    ]
    assert told == []


def test_codes_that_are_not_agreed_are_told_without_their_text() -> None:
    before = week().assign(column_name="channel", filled_count=1000, code_counts=[{"ATM": 1000}] * 7)
    told = judge(before, 1000, 1000, {"ATM": 960, "": 40})
    assert told == [
        f"{KEY}: column `channel` has codes that are not agreed in 4.0% of rows, 0.0% last week; see mart.quarantine"
    ]


def test_the_code_that_changed_most_is_told() -> None:
    before = week().assign(column_name="channel", filled_count=1000, code_counts=[{"ATM": 900, "WEB": 100}] * 7)
    assert judge(before, 1000, 1000, {"ATM": 300, "WEB": 700}) == [
        f"{KEY}: column `channel` is WEB in 70% of rows, 10% last week"
    ]


@pytest.mark.parametrize(("median", "word"), [(50_000.0, "large"), (5.0, "small")])
def test_satang_for_baht_is_told(median: float, word: str) -> None:
    before = week().assign(column_name="amount", filled_count=1000, median=[480.0, 500, 510, 490, 505, 500, 520])
    [sentence] = judge(before, 1000, 1000, median=median)
    assert sentence == (
        f"{KEY}: column `amount` has a median 100 times as {word} as last week, as if baht and satang were exchanged"
    )


def test_a_dear_day_is_not_told() -> None:
    before = week().assign(column_name="amount", filled_count=1000, median=500.0)
    assert judge(before, 1000, 1000, median=2500.0) == []
