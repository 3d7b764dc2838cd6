"""What is an alert and what is none: silence, lateness, gaps, files that wait or were refused; replayed history is quiet."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from include.sources import find_feed
from include.watch import describe_feeds, judge_feeds
from include.watch.expectation import read_periods
from tests.unit.watch.ledgers import at, file, hours, judge, make_ledger, states

A, B = "bank-a/transactions", "bank-b/transactions"
DAY = "2026-11-24"


def test_an_empty_ledger_is_quiet_and_every_feed_was_never_seen() -> None:
    assert judge(now=f"{DAY}T12:00") == {}
    assert set(states(now=f"{DAY}T12:00").values()) == {"never"}


def test_feeds_on_time_are_quiet() -> None:
    assert judge(*hours(A, DAY, 0, 11), *hours(B, DAY, 0, 11), now=f"{DAY}T12:20") == {}


def test_a_bank_silent_since_noon_is_one_alert() -> None:
    lines = [*hours(A, DAY, 0, 16), *hours(B, DAY, 0, 11), file("bank-b/accounts", "20261101.xlsx")]
    found = judge(*lines, now=f"{DAY}T17:20")
    assert list(found) == [("bank-b", "", "silent_agency")]
    alert = found["bank-b", "", "silent_agency"]
    assert alert.since == at(f"{DAY}T12:00")
    assert "transactions" in alert.words
    assert "2026-11-24 05:00 UTC" in alert.words


@pytest.mark.parametrize(("now", "is_late"), [("T13:29", False), ("T13:30", False), ("T13:31", True)])
def test_silence_begins_when_the_next_hour_and_its_grace_are_over(now: str, *, is_late: bool) -> None:
    assert bool(judge(*hours(A, DAY, 0, 11), now=f"{DAY}{now}")) is is_late


def test_a_daily_feed_is_late_by_itself() -> None:
    lines = [file("telco-a/calls", "20261121.csv"), file("telco-a/cells", "20261120.csv"), *hours(A, DAY, 0, 11)]
    found = judge(*lines, now=f"{DAY}T12:20")
    assert list(found) == [("telco-a", "calls", "late")]
    assert found["telco-a", "calls", "late"].since == at("2026-11-23T06:00")


def test_a_silent_agency_is_not_also_late() -> None:
    lines = [*hours(A, DAY, 0, 8), file("bank-a/accounts", "20261110.csv")]
    assert list(judge(*lines, now=f"{DAY}T12:20")) == [("bank-a", "", "silent_agency")]


@pytest.mark.parametrize(
    ("last", "expected"),
    [(11, {("bank-a", "transactions", "late")}), (8, {("bank-a", "", "silent_agency")}), (16, set())],
)
def test_an_agency_is_silent_only_when_all_its_hourly_feeds_are(last: int, expected: set[tuple[str, str, str]]) -> None:
    """Two hourly feeds, seen at 17:20: transactions ends at noon, at nine or now; the other sent until now or nine too."""
    wires = replace(find_feed("bank-a", "transactions"), name="wires")
    feeds = describe_feeds([find_feed("bank-a", "transactions"), wires])
    other = 8 if last == 8 else 16
    ledger = make_ledger(*hours(A, DAY, 0, last), *hours("bank-a/wires", DAY, 0, other))
    found = judge_feeds(ledger, feeds, at(f"{DAY}T17:20"))[1]
    assert {alert.key for alert in found} == expected


def test_what_comes_irregularly_is_never_late() -> None:
    place = "bank-a/freeze-responses"
    assert judge(file(place, "20261101T18.jsonl"), now=f"{DAY}T12:00") == {}
    assert states(file(place, "20261101T18.jsonl"), now=f"{DAY}T12:00")[place] == "irregular"


def test_replayed_history_raises_nothing_however_full_of_holes() -> None:
    old = [line for hour in (0, 5, 9) for line in hours(A, "2024-03-01", hour, hour, received_at=f"{DAY}T10:00")]
    assert judge(*old, now=f"{DAY}T12:00") == {}
    assert states(*old, now=f"{DAY}T12:00")[A] == "dormant"


def test_history_is_judged_when_the_clock_is_set_to_it() -> None:
    old = [*hours(A, "2024-03-01", 0, 3), *hours(A, "2024-03-01", 6, 8)]
    old = [line | {"received_at": pd.Timestamp("2026-11-24T10:00Z")} for line in old]
    found = judge(*old, now="2024-03-01T09:10")
    assert list(found) == [("bank-a", "transactions", "missing_hour")]
    assert found["bank-a", "transactions", "missing_hour"].evidence == {"hours": ["20240301T04", "20240301T05"]}


def test_an_hour_left_out_is_missing_once_its_grace_is_over() -> None:
    lines = [*hours(A, DAY, 0, 8), *hours(A, DAY, 10, 10)]
    assert judge(*lines, now=f"{DAY}T10:20") == {}
    found = judge(*lines, now=f"{DAY}T10:40")
    assert found["bank-a", "transactions", "missing_hour"].words == (
        "1 hour did not arrive although later ones did: 20261124T09"
    )
    assert judge(*lines, *hours(A, DAY, 9, 9), now=f"{DAY}T10:40") == {}


@pytest.mark.parametrize("status", ["incomplete", "rejected", "landed"])
def test_an_hour_whose_file_is_there_is_not_missing(status: str) -> None:
    lines = [*hours(A, DAY, 0, 8), *hours(A, DAY, 9, 9, status=status), *hours(A, DAY, 10, 10)]
    assert ("bank-a", "transactions", "missing_hour") not in judge(*lines, now=f"{DAY}T11:20")


def test_between_two_lives_of_a_feed_nothing_is_missing() -> None:
    lines = [*hours(A, "2024-03-01", 0, 3), *hours(A, DAY, 10, 10)]
    assert judge(*lines, now=f"{DAY}T11:20") == {}


def test_a_gap_stays_known_while_it_is_looked_for() -> None:
    lines = [*hours(A, "2026-11-10", 20, 23), *hours(A, "2026-11-20", 0, 0), *hours(A, DAY, 0, 10)]
    found = judge(*lines, now=f"{DAY}T11:20")
    assert len(found["bank-a", "transactions", "missing_hour"].evidence["hours"]) == 9 * 24 + 23 + 3 * 24
    assert judge(*lines, now="2026-12-08T11:20").keys() == set()


@pytest.mark.parametrize(("now", "is_overdue"), [("T12:29", False), ("T12:30", True)])
def test_a_control_file_is_missed_after_half_an_hour(now: str, *, is_overdue: bool) -> None:
    lines = [*hours(A, DAY, 0, 11), file(A, "20261124T12.csv", status="incomplete")]
    found = judge(*lines, now=f"{DAY}{now}")
    assert (list(found) == [("bank-a", "transactions", "control_missing")]) is is_overdue


def test_old_files_that_wait_are_one_alert_per_feed_and_named_in_the_evidence_only() -> None:
    lines = [file(A, f"2024030{day}.csv", status="incomplete") for day in range(1, 6)]
    alert = judge(*lines, now=f"{DAY}T13:00")["bank-a", "transactions", "control_missing"]
    assert alert.words == "5 files without control file for more than 30 minutes"
    assert alert.evidence["files"][0] == "20240301.csv"


def test_a_file_that_came_whole_before_does_not_wait() -> None:
    lines = [file(A, "20240301T00.csv"), file(A, "20240301T00.csv", status="incomplete")]
    assert judge(*lines, now=f"{DAY}T13:00") == {}


def test_a_refused_file_is_open_until_its_period_comes_again() -> None:
    refused = file(A, "20261124T09.csv", status="rejected")
    others = [*hours(A, DAY, 0, 8), refused, *hours(A, DAY, 10, 11)]
    assert list(judge(*others, now=f"{DAY}T12:20")) == [("bank-a", "transactions", "rejected")]
    later = {"received_at": "2026-11-24T12:10"}
    assert judge(*others, file(A, "20261124T09-2.csv", **later), now=f"{DAY}T12:20") == {}
    assert judge(*others, file(A, "20261124T08-2.csv", **later), now=f"{DAY}T12:20") != {}


def test_a_refused_correction_is_open_though_the_first_file_had_loaded() -> None:
    lines = [*hours(A, DAY, 0, 11), file(A, "20261124T09-2.csv", status="rejected", received_at=f"{DAY}T12:05")]
    assert list(judge(*lines, now=f"{DAY}T12:20")) == [("bank-a", "transactions", "rejected")]


def test_a_feed_without_contract_is_told_of_too() -> None:
    found = judge(file("bank-x/new", "1.csv", status="rejected"), now=f"{DAY}T12:20")
    assert list(found) == [("bank-x", "new", "rejected")]


def test_a_file_dated_ahead_is_no_sign_of_life() -> None:
    lines = [*hours(A, DAY, 0, 8), file(A, "20990101T00.csv")]
    assert list(judge(*lines, now=f"{DAY}T12:20")) == [("bank-a", "", "silent_agency")]


@pytest.mark.parametrize("name", ["daily.csv", "20241399T01.csv", "20240230.csv", "20260101T25.csv", "2024030.csv", ""])
def test_a_name_without_a_time_leaves_the_moment_of_arrival(name: str) -> None:
    period = read_periods(make_ledger(file(A, name))).iloc[0]
    assert period["begins_at"] == period["ends_at"] == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert not period["is_named"]


@pytest.mark.parametrize(
    ("name", "begins", "length"),
    [("20240404T16.csv", "2024-04-04T09:00Z", 1), ("20240404T16-2.xml", "2024-04-04T09:00Z", 1), ("20240404.txt", "2024-04-03T17:00Z", 24)],
)  # fmt: skip
def test_a_name_is_an_hour_or_a_day_in_thai_time(name: str, begins: str, length: int) -> None:
    period = read_periods(make_ledger(file(A, name))).iloc[0]
    assert period["begins_at"] == pd.Timestamp(begins)
    assert period["ends_at"] - period["begins_at"] == pd.Timedelta(hours=length)
