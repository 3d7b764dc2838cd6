"""Banks answer twice, late, for strange requests and with clocks that go wrong; what they could not hold is traced on."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from include.pipeline import clocks, follow
from tests.conftest import Warehouse, execute
from tests.unit.pipeline.holds import (
    NOW,
    REPORTED,
    add_account,
    answer,
    propose,
    read_lines,
    run_desk,
    send,
    states,
    take,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def sent(warehouse: Warehouse, tmp_path: Path) -> str:
    """A request that the bank has."""
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000")
    run_desk(warehouse)
    send(warehouse, tmp_path)
    return str(read_lines(tmp_path)[0]["request_id"])


def stray(warehouse: Warehouse) -> list[str]:
    return [str(cause) for (cause,) in warehouse.query("select cause from mart.hold_stray")]


@pytest.mark.parametrize("outcome", ["HELD", "PARTIAL", "NO_FUNDS", "REFUSED", "NOT_FOUND"])
def test_every_outcome_is_a_state(warehouse: Warehouse, sent: str, outcome: str) -> None:
    answer(warehouse, sent, outcome, {"HELD": "1000", "PARTIAL": "400"}.get(outcome, "0"))
    take(warehouse)
    assert states(warehouse) == {sent: outcome.lower()}


@pytest.mark.parametrize(("outcome", "held", "state"), [("HELD", "400", "partial"), ("PARTIAL", "1000", "held")])
def test_the_amount_says_whether_all_is_held(
    warehouse: Warehouse, sent: str, outcome: str, held: str, state: str
) -> None:
    answer(warehouse, sent, outcome, held)
    take(warehouse)
    assert warehouse.query("select state, held_amount::text, changed_why from mart.freeze_request") == [
        (state, f"{held}.00", f"the bank answered {outcome}")
    ]


def test_a_bank_that_corrects_itself_is_believed(warehouse: Warehouse, sent: str) -> None:
    answer(warehouse, sent, "HELD", "1000", NOW)
    take(warehouse, NOW + HOUR)
    answer(warehouse, sent, "PARTIAL", "300", NOW + timedelta(minutes=9))
    assert take(warehouse, NOW + HOUR) == {"taken": 1, "late": 0, "refused": 0}
    rows = warehouse.query("select state, held_amount from mart.freeze_request")
    assert rows == [("partial", Decimal("300.00"))]


def test_an_older_answer_that_comes_late_changes_nothing(warehouse: Warehouse, sent: str) -> None:
    answer(warehouse, sent, "PARTIAL", "300", NOW + timedelta(minutes=9))
    take(warehouse, NOW + HOUR)
    answer(warehouse, sent, "HELD", "1000", NOW)
    assert take(warehouse, NOW + HOUR) == {"taken": 0, "late": 1, "refused": 0}
    assert states(warehouse) == {sent: "partial"}
    assert len(stray(warehouse)) == 1


def test_answers_for_nobody_and_for_another_account_are_shown_not_taken(warehouse: Warehouse, sent: str) -> None:
    answer(warehouse, "FR-unknown", "HELD", "5")
    answer(warehouse, sent, "HELD", "7", account_no="9999999999")
    assert take(warehouse) == {"taken": 0, "late": 0, "refused": 0}
    assert sorted(stray(warehouse)) == ["another account than asked for", "no such request"]
    assert states(warehouse) == {sent: "sent"}


def test_an_answer_before_the_arrival_is_noted(warehouse: Warehouse, tmp_path: Path) -> None:
    from include.pipeline import outbox

    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1000")
    run_desk(warehouse)
    outbox.write_down(warehouse.engine, NOW)
    (request_id,) = states(warehouse)
    answer(warehouse, request_id, "HELD", "1000")
    take(warehouse)
    outbox.deliver(warehouse.engine, str(tmp_path), NOW)
    assert states(warehouse) == {request_id: "held"}


def test_a_banks_clock_that_runs_ahead_does_not_shut_out_its_next_answer(warehouse: Warehouse, sent: str) -> None:
    answer(warehouse, sent, "NO_FUNDS", "0", NOW + timedelta(days=900))
    take(warehouse, NOW)
    answer(warehouse, sent, "HELD", "1000", NOW + timedelta(minutes=2))
    take(warehouse, NOW + timedelta(minutes=3))
    assert states(warehouse) == {sent: "held"}


def test_information_is_noted_and_changes_no_hold(warehouse: Warehouse, sent: str) -> None:
    answer(warehouse, sent, "HELD", "1000", NOW + timedelta(minutes=2))
    take(warehouse, NOW + HOUR)
    answer(warehouse, sent, "INFORMED", "0", NOW + timedelta(minutes=1))
    assert take(warehouse, NOW + HOUR) == {"taken": 1, "late": 0, "refused": 0}
    rows = warehouse.query("select state, held_amount::text, changed_by from mart.freeze_request")
    assert rows == [("held", "1000.00", "bank:901")]
    assert stray(warehouse) == []


def test_messages_that_leave_account_time_and_amount_to_the_request_are_matched_by_it(
    warehouse: Warehouse, sent: str
) -> None:
    execute(
        warehouse.owner,
        "insert into core.freeze_response_version (request_id, content, bank_code, outcome, file_id, row_no)"
        f" values ('{sent}', gen_random_uuid(), '901', 'HELD', 1, 1)",
    )
    assert take(warehouse) == {"taken": 1, "late": 0, "refused": 0}
    assert warehouse.query("select state, held_amount::text from mart.freeze_request") == [("held", "1000.00")]


def test_a_bank_that_holds_more_than_asked_is_pointed_at(warehouse: Warehouse, sent: str) -> None:
    answer(warehouse, sent, "HELD", "5000")
    take(warehouse)
    assert warehouse.query("select is_over_held from mart.freeze_request") == [(True,)]


def test_a_bank_that_holds_after_the_end_is_told_again(warehouse: Warehouse, sent: str, tmp_path: Path) -> None:
    clocks.lift(warehouse.engine, sent, "an honest seller after all", "malee", NOW)
    send(warehouse, tmp_path)
    assert states(warehouse) == {sent: "lifted"}
    answer(warehouse, sent, "HELD", "1000", NOW + HOUR)
    take(warehouse, NOW + HOUR)
    assert states(warehouse) == {sent: "lifting"}
    send(warehouse, tmp_path, NOW + HOUR)
    assert states(warehouse) == {sent: "lifted"}
    assert len(read_lines(tmp_path, "freeze-lifts")) == 2


@pytest.mark.parametrize(("outcome", "held"), [("NO_FUNDS", "0"), ("PARTIAL", "300")])
def test_money_that_had_left_is_traced_on(warehouse: Warehouse, tmp_path: Path, outcome: str, held: str) -> None:
    victim, mule, second = (
        add_account(warehouse, bank, number)
        for bank, number in (("902", "2222222222"), ("901", "1111111111"), ("903", "3333333333"))
    )
    pay(warehouse, 1, "902", victim, mule, "1000", REPORTED - HOUR)
    record_case(warehouse, victim, mule, second)
    propose(warehouse, mule, "1000")
    run_desk(warehouse)
    send(warehouse, tmp_path)
    (first,) = states(warehouse)
    answer(warehouse, first, outcome, held, NOW)
    take(warehouse)
    assert follow.trace_on(warehouse.engine, NOW) == {"followed": 0, "opened": 0}, (
        "the money lies where it was asked for"
    )
    pay(warehouse, 2, "901", mule, second, "700", NOW - timedelta(minutes=2))
    assert follow.trace_on(warehouse.engine, NOW + HOUR) == {"followed": 1, "opened": 1}
    rows = warehouse.query(
        "select bank_code, amount, state, follows from mart.freeze_request where follows is not null"
    )
    assert rows == [("903", Decimal("700.00"), "proposed", first)]
    assert follow.trace_on(warehouse.engine, NOW + HOUR) == {"followed": 0, "opened": 0}


def test_the_next_hop_is_asked_for_no_more_than_lies_there(warehouse: Warehouse, tmp_path: Path) -> None:
    """The account got 700 THB of it, and stands at 250."""
    victim, mule, second = (
        add_account(warehouse, bank, number)
        for bank, number in (("902", "2222222222"), ("901", "1111111111"), ("903", "3333333333"))
    )
    pay(warehouse, 1, "902", victim, mule, "1000", REPORTED - HOUR)
    pay(warehouse, 2, "901", mule, second, "700", NOW - timedelta(minutes=2))
    record_case(warehouse, victim, mule, second)
    propose(warehouse, mule, "1000")
    run_desk(warehouse)
    send(warehouse, tmp_path)
    (first,) = states(warehouse)
    answer(warehouse, first, "NO_FUNDS")
    take(warehouse)
    execute(
        warehouse.owner,
        "insert into core.account_version (account_id, snapshot_at, content, balance, file_id, row_no)"
        f" values ({second}, '{NOW - timedelta(minutes=1)}', gen_random_uuid(), 250, 1, 1)",
    )
    follow.trace_on(warehouse.engine, NOW + HOUR)
    rows = warehouse.query("select amount::text from mart.freeze_request where follows is not null")
    assert rows == [("250.00",)]


def test_no_more_is_asked_for_than_the_victim_lost_and_the_rest_when_a_bank_has_let_it_go(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """1,000 THB were asked for, 600 and 400, and all of it has gone on to one account; only the first bank has said so."""
    victim, mule, second, other = (
        add_account(warehouse, bank, number)
        for bank, number in (("902", "2222222222"), ("901", "1111111111"), ("903", "3333333333"), ("901", "4444444444"))
    )
    pay(warehouse, 1, "902", victim, mule, "1000", REPORTED - HOUR)
    pay(warehouse, 2, "901", mule, other, "400", REPORTED - HOUR / 2)
    record_case(warehouse, victim, mule, second)
    propose(warehouse, mule, "600")
    propose(warehouse, other, "400")
    run_desk(warehouse)
    send(warehouse, tmp_path)
    pay(warehouse, 3, "901", mule, second, "600", NOW - timedelta(minutes=2))
    pay(warehouse, 4, "901", other, second, "400", NOW - timedelta(minutes=1))
    ids = {line["account_no"]: line["request_id"] for line in read_lines(tmp_path)}
    answer(warehouse, ids["1111111111"], "NO_FUNDS")
    take(warehouse)
    assert follow.trace_on(warehouse.engine, NOW + HOUR) == {"followed": 1, "opened": 1}
    assert read_next_hops(warehouse) == [("600.00", "proposed")]
    answer(warehouse, ids["4444444444"], "NO_FUNDS", account_no="4444444444")
    take(warehouse)
    assert follow.trace_on(warehouse.engine, NOW + HOUR) == {"followed": 1, "opened": 1}
    assert read_next_hops(warehouse) == [("400.00", "proposed"), ("600.00", "proposed")]


def test_requests_for_one_account_together_ask_for_no_more_than_lies_there(warehouse: Warehouse) -> None:
    mule = add_account(warehouse, "901", "1111111111")
    execute(
        warehouse.owner,
        "insert into core.account_version (account_id, snapshot_at, content, balance, file_id, row_no)"
        f" values ({mule}, '{REPORTED - HOUR}', gen_random_uuid(), 1200, 1, 1)",
    )
    propose(warehouse, mule, "1000")
    run_desk(warehouse)
    propose(warehouse, mule, "500", "C2")
    run_desk(warehouse)
    rows = warehouse.query("select complaint_ids[1], amount::text from mart.freeze_request order by 1")
    assert rows == [("C1", "1000.00"), ("C2", "200.00")]


def read_next_hops(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.query(
        "select amount::text, state from mart.freeze_request where follows is not null order by amount"
    )


def pay(warehouse: Warehouse, number: int, bank: str, debtor: int, creditor: int, amount: str, at: object) -> None:
    columns = (
        "reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared,"
        " is_debtor_report, is_believed, file_id, row_no"
    )
    execute(
        warehouse.owner,
        f"insert into core.posting ({columns}) values ('{bank}', 'T{number}', 'E{number}', '{at}', {debtor}, {creditor},"
        f" {amount}, 'THB', 'MOBILE', true, true, true, 1, {number})",
    )


def record_case(warehouse: Warehouse, victim: int, mule: int, second: int) -> None:
    execute(
        warehouse.owner,
        "insert into core.complaint_version (complaint_id, content, reported_at, complaint_type, channel, loss_amount,"
        f" victim_bank_code, victim_account_no, transfers, phones, line_ids, domains, urls, names, file_id, row_no) values ('C1',"
        f" md5('1')::uuid, '{REPORTED}', 'JOB', 'WEB', 1000, '902', '2222222222', '[{{\"bank_code\": \"901\", \"account_no\":"
        f" \"1111111111\", \"amount\": \"1000\", \"at\": \"{REPORTED - HOUR}\"}}]', '[]', '[]', '[]', '[]', '[]', 1, 1)",
        *(
            f"insert into network.account_risk (account_id, mule_score, is_flagged, reasons) values ({one}, 0.95, true, '[]')"
            for one in (mule, second)
        ),
    )
    assert victim > 0
