"""The pages of holds: everything stands on them, nothing breaks out of them, and they load nothing."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from include.publish.hold_case import STEPS, TODO, render_case
from include.publish.hold_desk import DRAWERS, render_desk
from include.publish.hold_style import POLICY, STYLE
from include.publish.markup import join, show_distance, show_money, show_time, tag

NOW = datetime(2024, 4, 4, 12, tzinfo=UTC)
BAD = "<script>alert(1)</script>\"'&"


def request(number: int, drawer: str, state: str, **change: Any) -> dict[str, Any]:
    row = {
        "request_id": f"FR-{number:020x}", "bank_code": "901", "account_no": "1111111111", "complaint_count": 2, "state": state,
        "traced_amount": Decimal("1200.50"), "amount": Decimal("1000.00"), "held_amount": Decimal("0.00"), "certainty": 0.91,
        "priority": 10.0, "expires_at": NOW + timedelta(days=3), "changed_at": NOW, "changed_by": "somchai", "changed_why": "checked",
        "is_over_held": False,
        "follows": None, "drawer": drawer, "drawer_count": 1, "drawer_amount": Decimal(1000), "drawer_held": Decimal(7), "place": 1,
    }  # fmt: skip
    return row | change


def case(state: str = "held", **change: Any) -> dict[str, Any]:
    row = request(1, "held", state) | {
        "urgency": 0.4, "window_name": "complaint", "legal_basis": "the Decree", "created_at": NOW,
        "mule_score": 0.97, "role": "relay", "has_changed": False, "gang_id": "G-1", "gang_accounts": 9, "gang_complaints": 4,
        "signals": [
            {"code": "old", "text": "An old account.", "weight": -0.5},
            {"code": "relays", "text": "Passed on money.", "weight": 1.5, "evidence": [f"E{number}" for number in range(9)]},
            {"code": "phone", "text": "Shares a phone.", "weight": 1.0, "evidence": ["phone:+66812345678"]},
        ],
        "complaints": [{
            "complaint_id": "C1", "hop": 2, "traced_amount": 1200.5, "traced_amount_now": 900, "certainty": 0.9,
            "as_of": "2024-04-04T12:00:00+00:00", "reported_at": "2024-04-04T12:00:00+00:00", "reason": "lies here",
        }],
        "events": [{"step": "approve", "at": "2024-04-04T12:05:00+00:00", "by": "malee", "why": "checked", "amount": 1000}],
        "marked_signals": None,
    }  # fmt: skip
    return row | change


def payment(direction: str, amount: str, minutes: int, *, victims: bool = False) -> dict[str, Any]:
    return {
        "direction": direction, "booked_at": NOW + timedelta(minutes=minutes), "amount": Decimal(amount), "counterparty": "902:2222222222",
        "channel": "MOBILE", "end_to_end_id": f"E-{minutes}", "is_victims": victims,
    }  # fmt: skip


PAYMENTS = [payment("out", "400", 9), payment("in", "1200.50", 2, victims=True)]
SIBLING = {
    "request_id": "FR-next",
    "bank_code": "903",
    "account_no": "3",
    "state": "proposed",
    "amount": 7,
    "held_amount": 0,
    "is_next": True,
}


def test_what_is_no_markup_of_ours_is_escaped() -> None:
    assert tag("p", BAD, title=BAD) == (
        '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;">&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;</p>'
    )
    assert join("<", tag("b", 1), None) == "&lt;<b>1</b>"


def test_nothing_breaks_out_of_a_page() -> None:
    row = case(legal_basis=BAD, role=BAD, account_no=BAD)
    row["complaints"][0]["reason"] = row["events"][0]["by"] = BAD
    row["signals"][0] |= {"text": BAD, "evidence": [BAD]}
    paid = payment("in", "5", 1) | {"counterparty": BAD, "end_to_end_id": BAD, "channel": BAD}
    pages = [
        render_case(row, [paid], [SIBLING | {"account_no": BAD}], NOW),
        render_desk([request(1, "over", "lifted", changed_why=BAD, changed_by=BAD, account_no=BAD)], NOW),
    ]
    for page in pages:
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_pages_have_one_style_which_the_policy_names_and_load_nothing() -> None:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY
    assert "default-src 'none'" in POLICY
    for page in (render_desk([], NOW), render_case(case(), PAYMENTS, [SIBLING], NOW)):
        assert page.count("<style>") == 1
        assert f"<style>{STYLE}</style>" in page
        assert not re.search(r"\s(style|on\w+|src|srcset|action)=|https?://|url\(|@import", page)


def test_the_desk_has_every_drawer_and_its_sums() -> None:
    rows = [
        request(number, name, state)
        for number, (name, state) in enumerate(
            zip(DRAWERS, ("proposed", "held", "sent", "no_funds", "lifted"), strict=True)
        )
    ]
    page = render_desk(rows, NOW)
    assert all(f">{words[0]}<" in page for words in DRAWERS.values())
    assert all(f'href="request/{row["request_id"]}"' in page for row in rows)
    assert '<b>1</b>wait for a decision<div class="dim">1,000.00 THB</div>' in page
    assert '<b>1</b>are held<div class="dim">7.00 THB</div>' in page
    assert "7 Apr 2024 19:00" in page


def test_the_desk_points_at_a_bank_that_holds_more_than_it_was_asked_for() -> None:
    rows = [request(1, "held", "held", is_over_held=True), request(2, "held", "held")]
    assert render_desk(rows, NOW).count("more than asked") == 1


def test_an_empty_desk_says_so() -> None:
    page = render_desk([], NOW)
    assert all(words[2] in page for words in DRAWERS.values())


def test_what_ends_soon_is_counted_and_marked() -> None:
    rows = [request(1, "held", "held", expires_at=NOW + timedelta(hours=11, minutes=5))]
    page = render_desk(rows, NOW)
    assert "<b>1</b>end within 12 hours" in page
    assert '<span class="chip bad">in 11 h 5 min</span>' in page


def test_a_full_drawer_says_where_the_rest_is() -> None:
    assert "the first 1 of 900; mart.freeze_request has all" in render_desk(
        [request(1, "decide", "proposed", drawer_count=900)], NOW
    )


@pytest.mark.parametrize(
    ("state", "step"), [*STEPS.items(), ("lifted", "over"), ("rejected", "over"), ("withdrawn", "over")]
)
def test_a_case_says_what_can_be_done(state: str, step: str) -> None:
    page = render_case(case(state), PAYMENTS, [], NOW)
    assert join(TODO[step]) in page
    assert ("hold_order" in page) is (step in ("out", "held"))


def test_a_case_tells_whose_money_why_and_who_decided() -> None:
    page = render_case(case(marked_signals=["relays"], follows="FR-first", is_over_held=True), PAYMENTS, [SIBLING], NOW)
    for words in (
        "1,200.50 THB, never more than lay there", "more than asked for: tell it", 'href="FR-first"', "lies here", "900.00",
        "score 0.97, relay, G-1 of 9 accounts and 4 complaints", "E0, E1, E2, E3, E4, E5 and 3 more", "spoke wrongly here",
        "<strong>approve</strong> by malee: checked", "next hop", "paid by the victim", "4 Apr 2024 19:02", "7 Apr 2024 19:00",
    ):  # fmt: skip
        assert words in page, words
    assert page.index("Passed on money.") < page.index("Shares a phone.") < page.index("An old account.")


def test_a_telephones_number_is_not_needed() -> None:
    page = render_case(case(), [], [], NOW)
    assert "+66812345678" not in page
    assert "phone:…678" in page


def test_a_case_without_score_payments_or_neighbours_says_so() -> None:
    page = render_case(case(mule_score=None, signals=None, has_changed=True), [], [], NOW)
    for words in (
        "nobody has scored it",
        "No signals",
        "No bank has delivered",
        "Nowhere else.",
        "The evidence has changed",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "in 0 min"), (61, "in 1 h 1 min"), (1500, "in 1 d 1 h"), (-5, "5 min ago"), (-3000, "2 d 2 h ago")],
)
def test_distances_are_told_in_words(minutes: int, words: str) -> None:
    assert show_distance(NOW + timedelta(minutes=minutes), NOW) == words


def test_values_that_are_missing_are_a_dash() -> None:
    assert (show_money(None), show_time(None), show_money(1234567.5)) == ("–", "–", "1,234,567.50")
