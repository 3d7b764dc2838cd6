"""Volumes are held against the same hour of other days; quarantine against the week before; little data says nothing."""

from dataclasses import replace

import pytest

from include.sources import find_feed
from include.watch import describe_feeds, judge_feeds
from tests.unit.watch.ledgers import at, file, hours, judge, make_ledger

A = "bank-a/transactions"
DAYS = [f"2026-11-{day}" for day in range(14, 24)]
TODAY = "2026-11-24"
VOLUME = ("bank-a", "transactions", "volume")
SHARE = ("bank-a", "transactions", "quarantine_share")


def ten_days(**change: object) -> list[dict[str, object]]:
    """By night 40 rows an hour, by day 400."""
    return [
        line
        for day in DAYS
        for line in [*hours(A, day, 0, 5, rows_read=40, **change), *hours(A, day, 6, 23, rows_read=400, **change)]
    ]


@pytest.mark.parametrize(("hour", "rows", "is_odd"), [
    (3, 40, False), (3, 55, False), (3, 400, True), (3, 5, True), (12, 400, False), (12, 40, True), (12, 0, True),
    (12, 590, False), (12, 1200, True),
])  # fmt: skip
def test_a_volume_is_judged_by_its_hour_of_the_day(hour: int, rows: int, *, is_odd: bool) -> None:
    today = hours(A, TODAY, hour, hour, rows_read=rows)
    found = judge(*ten_days(), *today, now=f"{TODAY}T{hour + 1:02d}:10")
    assert (VOLUME in found) is is_odd


def test_the_words_name_the_hour_the_rows_and_the_band() -> None:
    found = judge(*ten_days(), *hours(A, TODAY, 0, 0, rows_read=3), now=f"{TODAY}T01:10")
    assert found[VOLUME].words == "20261124T00: 3 rows, expected 20 to 60"


def test_too_little_history_says_nothing() -> None:
    few = [line for day in DAYS[:4] for line in hours(A, day, 0, 23, rows_read=400)]
    assert VOLUME not in judge(*few, *hours(A, TODAY, 0, 0, rows_read=1), now=f"{TODAY}T01:10")


def test_a_small_feeds_volume_is_noise() -> None:
    few = [line for day in DAYS for line in hours(A, day, 0, 23, rows_read=6)]
    assert VOLUME not in judge(*few, *hours(A, TODAY, 0, 0, rows_read=1), now=f"{TODAY}T01:10")


def test_a_resend_replaces_the_volume_and_does_not_add_to_it() -> None:
    small = hours(A, TODAY, 0, 0, rows_read=3)
    resend = file(A, "20261124T00-2.csv", rows_read=41)
    assert VOLUME in judge(*ten_days(), *small, now=f"{TODAY}T01:10")
    assert VOLUME not in judge(*ten_days(), *small, resend, now=f"{TODAY}T01:10")
    assert VOLUME not in judge(*ten_days(), resend, resend | {"file_name": "20261124T00.csv"}, now=f"{TODAY}T01:10")


def test_an_odd_hour_of_last_week_is_history() -> None:
    lines = ten_days() + hours(A, TODAY, 0, 23, rows_read=3)
    assert VOLUME not in judge(*lines, now="2026-11-27T10:00")


def test_a_contract_that_names_a_band_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = replace(find_feed("bank-a", "transactions"))
    object.__setattr__(feed, "volume_band", (10, 50))
    found = judge_feeds(
        make_ledger(*hours(A, TODAY, 0, 0, rows_read=51)), describe_feeds([feed]), at(f"{TODAY}T01:10")
    )[1]
    assert [alert.words for alert in found] == ["20261124T00: 51 rows, expected 10 to 50"]


@pytest.mark.parametrize(("bad", "is_risen"), [(1, False), (2, False), (12, True), (30, True)])
def test_a_rising_share_of_bad_rows_is_told(bad: int, *, is_risen: bool) -> None:
    """One row in a hundred was bad in the week before."""
    before = [line for day in DAYS[2:] for line in hours(A, day, 0, 23, rows_quarantined=1)]
    today = hours(A, TODAY, 0, 9, rows_quarantined=bad)
    found = judge(*before, *today, now=f"{TODAY}T23:59")
    assert (SHARE in found) is is_risen


def test_a_handful_of_bad_rows_is_no_alert() -> None:
    before = [line for day in DAYS[2:] for line in hours(A, day, 0, 23)]
    assert SHARE not in judge(*before, *hours(A, TODAY, 0, 0, rows_quarantined=9), now=f"{TODAY}T23:59")
