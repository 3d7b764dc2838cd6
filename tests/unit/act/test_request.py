"""Requests: never above what was traced or what lies there, one per account, the most urgent money first, by rule and any input."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.act.decision import HoldPolicy, find_end
from include.act.request import CRUMBS, Finding, plan_requests, rate_urgency

NOW = datetime(2024, 4, 4, 12, tzinfo=UTC)
POLICY = HoldPolicy()


def find(complaint: str = "C1", account: int = 1, traced: str = "1000", **change: object) -> Finding:
    finding = Finding(
        complaint, account, "901", f"{account:010}", 1, Decimal(traced), 0.9, NOW, NOW, "lies here", None, Decimal(0)
    )
    return replace(finding, **change)  # type: ignore[arg-type]


def test_one_request_per_account_names_all_its_complaints() -> None:
    (request,) = plan_requests([find("C2", traced="200"), find("C1", traced="300")], NOW, POLICY)
    assert (request.ceiling, [part.complaint_id for part in request.parts]) == (500, ["C1", "C2"])


def test_the_balance_limits_the_sum() -> None:
    found = [find("C1", traced="900", balance=Decimal(1000)), find("C2", traced="900", balance=Decimal(1000))]
    assert plan_requests(found, NOW, POLICY)[0].ceiling == 1000


@pytest.mark.parametrize("balance", ["0", "-20", "49.99"])
def test_empty_accounts_are_left(balance: str) -> None:
    assert plan_requests([find(balance=Decimal(balance))], NOW, POLICY) == []


def test_order_is_money_times_certainty_times_how_soon_it_leaves() -> None:
    slow = find("C1", 1, "1000", balance=Decimal(1000))
    quick = find("C2", 2, "1000", balance=Decimal(1000), outflow=Decimal(9000))
    unsure = find("C3", 3, "1000", balance=Decimal(1000), outflow=Decimal(9000), certainty=0.5)
    other = find("C4", 4, "60", bank_code="902")
    found = plan_requests([slow, unsure, other, quick], NOW, POLICY)
    assert [request.account_id for request in found] == [2, 3, 1, 4]
    assert found[0].priority == pytest.approx(1000 * 0.9 * 0.9)


def test_urgency_is_a_share() -> None:
    assert rate_urgency(Decimal(0), Decimal(0)) == rate_urgency(Decimal(0), Decimal(5)) == 0.05
    assert rate_urgency(Decimal(30), Decimal(10)) == 0.75


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("noticed", "complained", "window", "left"),
    [
        (HOUR, None, "notice", 71 * HOUR),
        (3 * DAY, None, "order", 7 * DAY),
        (2 * DAY, HOUR, "complaint", 7 * DAY - HOUR),
        (9 * DAY, 6 * DAY, "complaint", DAY),
        (9 * DAY, 7 * DAY, "order", 7 * DAY),
    ],
)
def test_the_window_in_force(noticed: timedelta, complained: timedelta | None, window: str, left: timedelta) -> None:
    found, end = find_end(NOW - noticed, None if complained is None else NOW - complained, NOW, POLICY)
    assert (found.name, end - NOW) == (window, left)


def test_a_notice_and_a_complaint_about_one_account_are_two_requests_that_share_its_balance() -> None:
    found = [find("C1", traced="900"), find("C2", traced="900", complained_at=NOW), find("C3", traced="50")]
    requests = plan_requests([replace(one, balance=Decimal(1000)) for one in found], NOW, POLICY)
    assert [(one.window.name, one.ceiling, [part.complaint_id for part in one.parts]) for one in requests] == [
        ("complaint", 900, ["C2"]),
        ("notice", 100, ["C1", "C3"]),
    ]
    assert [(one.expires_at - NOW) for one in requests] == [7 * DAY, 3 * DAY]
    assert len({one.request_id for one in requests}) == 2


FINDINGS = st.lists(
    st.builds(
        find,
        complaint=st.sampled_from(["C1", "C2", "C3"]),
        account=st.integers(1, 3),
        traced=st.integers(1, 10**6).map(lambda satang: str(Decimal(satang) / 100)),
    ),
    unique_by=lambda one: (one.complaint_id, one.account_id),
)


@given(FINDINGS, st.none() | st.integers(-100, 10**6), st.randoms())
def test_never_more_than_traced_nor_than_the_balance_in_any_order(
    found: list[Finding], balance: int | None, random: object
) -> None:
    known = None if balance is None else Decimal(balance) / 100
    found = [replace(one, balance=known) for one in found]
    requests = plan_requests(found, NOW, POLICY)
    random.shuffle(found)  # type: ignore[attr-defined]
    assert plan_requests(found, NOW, POLICY) == requests
    for request in requests:
        traced = sum(one.traced for one in found if one.account_id == request.account_id)
        assert CRUMBS <= request.ceiling <= (traced if known is None else min(traced, known))
