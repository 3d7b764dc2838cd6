"""An alert opens once, is repeated once a day, and closes by itself; whatever the order of clocks, it never doubles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from include.core.alerts import AlertEvent, AlertKind, FeedAlert, loudness
from include.watch import follow_alerts

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATE = FeedAlert("telco-a", "calls", AlertKind.LATE, NOON, "no file since noon")
GAP = FeedAlert("bank-a", "transactions", AlertKind.MISSING_HOUR, NOON, "1 hour", evidence={"hours": ["20261124T09"]})


def live(history: list[list[FeedAlert]], step: timedelta) -> list[AlertEvent]:
    """Run through what was found at each step; return the whole ledger."""
    ledger: list[AlertEvent] = []
    for place, found in enumerate(history):
        last = {event.alert.key: event for event in ledger}
        is_open = [event for event in last.values() if event.step != "closed"]
        ledger += follow_alerts(is_open, found, NOON + place * step)
    return ledger


def test_it_opens_stands_and_closes() -> None:
    ledger = live([[], [LATE], [LATE], [LATE], [], []], timedelta(minutes=15))
    assert [event.step for event in ledger] == ["opened", "closed"]
    assert ledger[1].opened_at == ledger[0].happened_at == NOON + timedelta(minutes=15)
    assert ledger[1].told_at == ledger[1].happened_at == NOON + timedelta(hours=1)
    assert ledger[1].alert.words.startswith("mended")


def test_it_is_repeated_at_most_daily() -> None:
    ledger = live([[LATE]] * (4 * 24 * 3), timedelta(minutes=15))
    assert [event.step for event in ledger] == ["opened", "repeated", "repeated"]


def test_a_change_is_kept_but_nobody_is_called() -> None:
    worse = replace(GAP, words="2 hours", evidence={"hours": ["20261124T09", "20261124T10"]})
    ledger = live([[GAP], [worse], [worse]], timedelta(minutes=15))
    assert [(event.step, event.is_told) for event in ledger] == [("opened", True), ("changed", False)]
    assert ledger[1].told_at == ledger[0].told_at


def test_a_dormant_feeds_alert_is_given_up_and_says_so() -> None:
    opened = follow_alerts([], [LATE], NOON)
    closed = follow_alerts(opened, [], NOON + timedelta(days=14), {("telco-a", "calls")})
    assert [event.step for event in closed] == ["closed"]
    assert closed[0].alert.words.startswith("given up, not mended")


def test_a_clock_set_back_repeats_nothing() -> None:
    opened = follow_alerts([], [LATE], NOON)
    assert follow_alerts(opened, [LATE], NOON - timedelta(days=900)) == []


def test_loudness_is_by_kind() -> None:
    assert {kind: loudness(kind) for kind in (AlertKind.LATE, AlertKind.VOLUME)} == {
        AlertKind.LATE: "fail",
        AlertKind.VOLUME: "warn",
    }


@given(st.lists(st.sets(st.sampled_from([0, 1]), max_size=2), max_size=40))
def test_every_opening_has_one_closing_at_most_and_never_two_are_open(history: list[set[int]]) -> None:
    alerts = [LATE, GAP]
    ledger = live([[alerts[number] for number in found] for found in history], timedelta(hours=5))
    for alert in alerts:
        steps = [event.step for event in ledger if event.alert.key == alert.key and event.step != "repeated"]
        assert steps == ["opened", "closed"] * (len(steps) // 2) + ["opened"] * (len(steps) % 2)
