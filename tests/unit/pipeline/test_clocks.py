"""Time runs out: warnings, lapses, extensions and corrections; the bank is told, and nothing is ever approved by silence."""

from datetime import timedelta
from pathlib import Path

import pytest

from include.act.hold import HoldError
from include.pipeline import clocks, decide, outbox
from tests.conftest import Warehouse, execute
from tests.unit.pipeline.holds import (
    NOW,
    REPORTED,
    add_account,
    answer,
    complain,
    propose,
    read_lines,
    run_desk,
    say,
    send,
    states,
    take,
)

END = REPORTED + timedelta(days=7)


@pytest.fixture
def held(warehouse: Warehouse, tmp_path: Path) -> str:
    """A request whose money is held until END."""
    account = add_account(warehouse, "901", "1111111111")
    propose(warehouse, account, "1000")
    execute(
        warehouse.owner,
        "insert into network.account_risk (account_id, mule_score, is_flagged, reasons) values"
        f' ({account}, 0.9, true, \'[{{"code": "relays", "text": "Passed on money.", "weight": 1.5}}]\')',
    )
    run_desk(warehouse)
    send(warehouse, tmp_path)
    request_id = str(read_lines(tmp_path)[0]["request_id"])
    answer(warehouse, request_id, "HELD", "1000")
    take(warehouse)
    return request_id


def tick(warehouse: Warehouse, at: object) -> tuple[dict[str, int], list[str]]:
    lines: list[str] = []
    return clocks.tick(warehouse.engine, at, lines.append), lines  # type: ignore[arg-type]


def test_somebody_is_told_once_before_a_hold_ends(warehouse: Warehouse, held: str) -> None:
    assert tick(warehouse, END - timedelta(hours=13)) == ({"lapsed": 0, "escalated": 0, "warned": 0, "unasked": 0}, [])
    counts, lines = tick(warehouse, END - timedelta(hours=12))
    assert (counts["warned"], lines) == (1, [f"hold {held} due: held until 2024-04-11 12:00 UTC"])
    assert tick(warehouse, END - timedelta(hours=11))[1] == []


def test_a_hold_that_lapses_is_lifted_and_the_bank_told_once(warehouse: Warehouse, held: str, tmp_path: Path) -> None:
    counts, lines = tick(warehouse, END)
    assert counts == {"lapsed": 1, "escalated": 0, "warned": 0, "unasked": 0}
    assert lines == [f"hold {held} lapsed: 1000.00 THB are let go unless an order comes"]
    for _ in range(2):
        send(warehouse, tmp_path, END)
    (line,) = read_lines(tmp_path, "freeze-lifts")
    assert (line["request_id"], line["lifted_by"], line["account_no"]) == (held, "clock", "1111111111")
    assert states(warehouse) == {held: "lifted"}


@pytest.fixture
def noticed(warehouse: Warehouse, tmp_path: Path) -> str:
    """A request whose money is held because the victim has called the hotline."""
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000", channel="HOTLINE")
    run_desk(warehouse)
    send(warehouse, tmp_path)
    (line,) = read_lines(tmp_path)
    answer(warehouse, line["request_id"], "HELD", "1000")
    take(warehouse)
    return str(line["request_id"])


def test_a_notice_holds_for_72_hours_and_whoever_must_act_is_told_before(warehouse: Warehouse, noticed: str) -> None:
    counts, lines = tick(warehouse, REPORTED + timedelta(hours=60))
    assert lines == [f"hold {noticed} due: held until 2024-04-07 12:00 UTC, unless the victim complains to the police"]
    assert tick(warehouse, REPORTED + timedelta(hours=72))[0]["lapsed"] == 1
    assert counts["lapsed"] == 0


def test_a_complaint_to_the_police_gives_seven_days_and_the_bank_is_told_once(
    warehouse: Warehouse, noticed: str, tmp_path: Path
) -> None:
    """The same report comes again two days later, from a station."""
    complain(warehouse, channel="STATION", at=REPORTED + timedelta(days=2))
    for _ in range(2):
        assert tick(warehouse, REPORTED + timedelta(hours=70))[0]["lapsed"] == 0
        send(warehouse, tmp_path, REPORTED + timedelta(hours=70))
    (line,) = read_lines(tmp_path, "freeze-extensions")
    assert (line["request_id"], line["ordered_by"], line["expires_at"]) == (noticed, "clock", "2024-04-13T12:00:00Z")
    assert "7 days from the complaint" in line["order"]
    rows = warehouse.query("select state, window_name, held_amount::text, legal_basis from mart.freeze_request")
    assert rows == [("held", "complaint", "1000.00", line["order"])]
    assert tick(warehouse, REPORTED + timedelta(days=9))[0]["lapsed"] == 1


def test_a_complaint_after_the_72_hours_is_asked_for_anew(warehouse: Warehouse, noticed: str, tmp_path: Path) -> None:
    late = REPORTED + timedelta(days=5)
    tick(warehouse, REPORTED + timedelta(hours=72))
    send(warehouse, tmp_path, REPORTED + timedelta(hours=72))
    assert decide.open_requests(warehouse.engine, late) == {"withdrawn": 0, "opened": 0}
    complain(warehouse, channel="STATION", at=late)
    execute(warehouse.owner, f"update action.freeze_proposal set as_of = '{late}'")
    assert decide.open_requests(warehouse.engine, late) == {"withdrawn": 0, "opened": 1}
    rows = warehouse.query("select state, window_name, amount::text from mart.freeze_request order by created_at")
    assert rows == [("lifted", "notice", "1000.00"), ("proposed", "complaint", "1000.00")]
    assert noticed in states(warehouse)


def test_a_request_that_no_bank_has_yet_gets_the_time_without_a_letter(warehouse: Warehouse, tmp_path: Path) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000", channel="HOTLINE")
    decide.open_requests(warehouse.engine, NOW)
    complain(warehouse, channel="WEB", at=NOW)
    tick(warehouse, NOW)
    run_desk(warehouse)
    send(warehouse, tmp_path)
    (line,) = read_lines(tmp_path)
    assert line["expires_at"] == "2024-04-11T12:05:00Z"
    assert line["legal_basis"].endswith("7 days from the complaint to the police")
    assert read_lines(tmp_path, "freeze-extensions") == []


def test_an_approval_after_the_windows_is_the_officers_own_order(warehouse: Warehouse, tmp_path: Path) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000", channel="HOTLINE")
    late = say("Approve") | {"responded_at": END}
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    decide.record(warehouse.engine, batch, late, END)
    send(warehouse, tmp_path, END)
    (line,) = read_lines(tmp_path)
    assert (line["expires_at"], "order of the officer" in line["legal_basis"]) == ("2024-04-18T12:00:00Z", True)


def test_an_order_extends_and_the_bank_is_told(warehouse: Warehouse, held: str, tmp_path: Path) -> None:
    form = {"action": "extend", "request": held, "reason": "order 55/2567", "until": "2024-05-04T12:00:00+07:00"}
    assert clocks.order(warehouse.engine, form, "malee", NOW) == {"extended": 1}
    send(warehouse, tmp_path)
    (line,) = read_lines(tmp_path, "freeze-extensions")
    assert (line["order"], line["ordered_by"], line["expires_at"]) == ("order 55/2567", "malee", "2024-05-04T05:00:00Z")
    assert tick(warehouse, END)[0]["lapsed"] == 0
    assert states(warehouse) == {held: "extended"}
    with pytest.raises(HoldError, match="must end after"):
        clocks.order(warehouse.engine, form, "malee", NOW)


@pytest.mark.parametrize("until", ["", "soon", "2024-05-04T12:00:00"])
def test_an_extension_needs_a_time_with_an_offset(warehouse: Warehouse, held: str, until: str) -> None:
    form = {"action": "extend", "request": held, "reason": "order 55/2567", "until": until}
    with pytest.raises(HoldError, match="offset"):
        clocks.order(warehouse.engine, form, "malee", NOW)


def test_a_lift_goes_to_the_bank_and_marks_the_signals(warehouse: Warehouse, held: str, tmp_path: Path) -> None:
    for _ in range(2):
        clocks.order(warehouse.engine, {"action": "lift", "request": held, "reason": "his salary"}, "malee", NOW)
        send(warehouse, tmp_path)
    (line,) = read_lines(tmp_path, "freeze-lifts")
    assert (line["reason"], line["lifted_by"]) == ("his salary", "malee")
    rows = warehouse.query("select code, marked_by, why from action.marked_signal")
    assert rows == [("relays", "malee", "his salary")]
    assert warehouse.query("select marked_signals, state from mart.hold_review") == [(["relays"], "lifted")]


@pytest.mark.parametrize(
    ("request_id", "reason", "words"), [("FR-none", "a good reason", "no such"), (None, "no", "say why")]
)
def test_a_lift_says_what_is_wrong(
    warehouse: Warehouse, held: str, request_id: str | None, reason: str, words: str
) -> None:
    with pytest.raises(HoldError, match=words):
        clocks.lift(warehouse.engine, request_id or held, reason, "malee", NOW)


def test_what_is_not_sent_yet_is_withdrawn(warehouse: Warehouse, tmp_path: Path) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000")
    run_desk(warehouse)
    (request_id,) = states(warehouse)
    assert clocks.lift(warehouse.engine, request_id, "a mistake", "malee", NOW) == {"withdrawn": 1}
    assert send(warehouse, tmp_path) == {"delivered": 0}


def test_silence_of_a_run_that_died_escalates_and_never_approves(warehouse: Warehouse, tmp_path: Path) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000")
    decide.open_requests(warehouse.engine, NOW)
    decide.ask(warehouse.engine, NOW)
    counts, lines = tick(warehouse, NOW + timedelta(minutes=61))
    assert (counts["escalated"], len(lines)) == (1, 1)
    assert list(states(warehouse).values()) == ["escalated"]
    assert send(warehouse, tmp_path) == {"delivered": 0}


def test_whoever_is_silent_is_asked_again_until_somebody_decides(warehouse: Warehouse) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000")
    decide.open_requests(warehouse.engine, NOW)
    assert tick(warehouse, NOW + timedelta(minutes=4))[0]["unasked"] == 0, "a run of decide is about to ask"
    assert tick(warehouse, NOW + timedelta(minutes=6))[0]["unasked"] == 1
    (batch,) = decide.ask(warehouse.engine, NOW)
    assert tick(warehouse, NOW + timedelta(minutes=40))[0]["unasked"] == 0
    decide.record(warehouse.engine, batch, None, NOW + timedelta(minutes=41))
    assert list(states(warehouse).values()) == ["escalated"]
    assert tick(warehouse, NOW + timedelta(minutes=42))[0]["unasked"] == 1
    (again,) = decide.ask(warehouse.engine, NOW + timedelta(minutes=43))
    decide.record(warehouse.engine, again, say("Approve"), NOW + timedelta(minutes=44))
    assert tick(warehouse, NOW + timedelta(minutes=60))[0]["unasked"] == 0


def test_what_is_approved_too_late_is_not_sent(warehouse: Warehouse, tmp_path: Path) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000")
    run_desk(warehouse)
    assert outbox.write_down(warehouse.engine, END) == {"requests": 0, "late": 1, "lifts": 0}
    assert list(states(warehouse).values()) == ["withdrawn"]


def test_what_is_due_is_listed_with_the_next_step(warehouse: Warehouse, held: str) -> None:
    rows = warehouse.query("select request_id, state, next_step from mart.hold_due")
    assert rows == [(held, "held", "extend by order, or it is let go")]
