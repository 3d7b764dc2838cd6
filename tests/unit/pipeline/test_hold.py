"""From a proposal to money held, without Airflow: a person decides, the file goes out once, the bank's answer is matched."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import psycopg2
import pytest
from lxml import etree

from include.act.decision import HoldPolicy, StandingOrder
from include.act.hold import HoldError
from include.pipeline import decide, outbox
from include.pipeline.outbox import put_file
from tests.conftest import Warehouse, execute
from tests.schemas import find_schemas, read_schema
from tests.unit.pipeline.holds import NOW, add_account, answer, propose, read_lines, run_desk, say, send, states, take


@pytest.fixture
def account(warehouse: Warehouse) -> int:
    found = add_account(warehouse, "901", "1111111111")
    propose(warehouse, found, "1200.50")
    return found


@pytest.mark.usefixtures("account")
def test_the_whole_thread(warehouse: Warehouse, tmp_path: Path) -> None:
    recorded = run_desk(warehouse)
    assert recorded == [{"counts": {"approved": 1}, "left": [], "refused": []}]
    assert send(warehouse, tmp_path) == {"delivered": 3}
    (line,) = read_lines(tmp_path)
    assert (tmp_path / "bank-a/freeze-requests").is_dir()
    assert line.pop("legal_basis").startswith("Emergency Decree")
    request_id = line.pop("request_id")
    assert line == {
        "bank_code": "901", "account_no": "1111111111", "amount": "1200.50", "currency": "THB", "complaint_ids": ["C1"],
        "approved_by": "somchai", "requested_at": "2024-04-04T12:05:00Z", "expires_at": "2024-04-11T12:00:00Z",
    }  # fmt: skip
    assert states(warehouse) == {request_id: "sent"}
    answer(warehouse, request_id, "HELD", "1200.50")
    assert take(warehouse) == {"taken": 1, "late": 0, "refused": 0}
    assert take(warehouse) == {"taken": 0, "late": 0, "refused": 0}
    assert states(warehouse) == {request_id: "held"}


@pytest.mark.usefixtures("account")
def test_running_everything_again_changes_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    run_desk(warehouse)
    send(warehouse, tmp_path)
    before = warehouse.query("select * from action.hold_event order by request_id, seq")
    assert run_desk(warehouse) == []
    assert send(warehouse, tmp_path) == {"delivered": 0}
    assert warehouse.query("select * from action.hold_event order by request_id, seq") == before
    assert len(read_lines(tmp_path)) == 1


@pytest.mark.parametrize("answer", ["Approve", "Reject", "Escalate", None])
def test_an_answer_about_what_was_withdrawn_meanwhile_decides_nothing_and_asks_nobody(
    warehouse: Warehouse, tmp_path: Path, account: int, answer: str | None
) -> None:
    """The question still stands in Airflow; the model has come, and sees no mule there."""
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    execute(warehouse.owner, f"update action.freeze_proposal set status = 'excluded' where account_id = {account}")
    assert decide.open_requests(warehouse.engine, NOW) == {"withdrawn": 1, "opened": 0}
    recorded = decide.record(warehouse.engine, batch, say(answer) if answer else None, NOW)
    assert recorded == {"counts": {"withdrawn": 1}, "left": [], "refused": []}
    assert decide.ask_again(warehouse.engine, recorded["left"]) == {}
    assert send(warehouse, tmp_path) == {"delivered": 0}


@pytest.mark.parametrize("crash", ["before writing down", "before putting", "after putting", "before noting"])
@pytest.mark.usefixtures("account")
def test_a_crash_between_approval_and_sending_never_sends_twice(
    warehouse: Warehouse, tmp_path: Path, crash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_desk(warehouse)

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("the machine went down")

    def put_and_die(*arguments: object, **options: object) -> None:
        put_file(*arguments, **options)  # type: ignore[arg-type]
        die()

    broken = {
        "before writing down": ("_pack", die),
        "before putting": ("put_file", die),
        "after putting": ("put_file", put_and_die),
        "before noting": ("_note_arrival", die),
    }
    with monkeypatch.context() as patch:
        patch.setattr(outbox, *broken[crash])
        with pytest.raises(RuntimeError):
            send(warehouse, tmp_path)
    send(warehouse, tmp_path, NOW + timedelta(minutes=7))
    assert len(read_lines(tmp_path)) == 1
    assert list(states(warehouse).values()) == ["sent"]
    steps = [str(step) for (step,) in warehouse.query("select step from action.hold_event order by seq")]
    assert steps == ["propose", "ask", "approve", "send", "deliver"]


@pytest.mark.usefixtures("account")
def test_no_one_is_asked_twice_and_silence_escalates(warehouse: Warehouse, tmp_path: Path) -> None:
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    assert decide.ask(warehouse.engine, NOW) == []
    recorded = decide.record(warehouse.engine, batch, {"chosen_options": ["Escalate"], "params_input": {}}, NOW)
    assert recorded["counts"] == {"escalated": 1}
    assert decide.record(warehouse.engine, batch, say("Approve"), NOW)["counts"] == {"escalated": 1}, "asked anew first"
    assert send(warehouse, tmp_path) == {"delivered": 0}
    assert read_lines(tmp_path) == []
    (again,) = decide.ask(warehouse.engine, NOW)
    assert decide.record(warehouse.engine, again, say("Approve", by="chief"), NOW)["counts"] == {"approved": 1}


@pytest.mark.usefixtures("account")
def test_a_question_that_died_is_asked_again(warehouse: Warehouse) -> None:
    decide.open_requests(warehouse.engine, NOW)
    assert len(decide.ask(warehouse.engine, NOW)) == 1
    assert decide.ask(warehouse.engine, NOW + timedelta(minutes=59)) == []
    assert len(decide.ask(warehouse.engine, NOW + timedelta(minutes=61))) == 1


def test_above_the_limit_two_people_decide(warehouse: Warehouse, account: int, tmp_path: Path) -> None:
    propose(warehouse, account, "600000")
    (first,) = run_desk(warehouse)
    assert first["counts"] == {"awaiting_second": 1}
    assert send(warehouse, tmp_path) == {"delivered": 0}
    (batch,) = decide.ask(warehouse.engine, NOW)
    same = decide.record(warehouse.engine, batch, say("Approve"), NOW)
    assert (same["counts"], len(same["refused"])) == ({"awaiting_second": 1}, 1)
    assert "another person" in same["refused"][0]
    other = decide.record(warehouse.engine, batch, say("Approve", by="malee"), NOW)
    assert other["counts"] == {"approved": 1}
    send(warehouse, tmp_path)
    assert [line["approved_by"] for line in read_lines(tmp_path)] == ["malee"]


def test_one_answer_for_many_changes_some_and_rejects_one(warehouse: Warehouse, account: int, tmp_path: Path) -> None:
    for number, amount in (("2222222222", "900"), ("3333333333", "800")):
        propose(warehouse, add_account(warehouse, "901", number), amount)
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    ids = batch["request_ids"]
    response = say("Approve") | {
        "params_input": {"reason": "as the bank said", "amounts": {ids[0]: "1000.25", ids[2]: 0}}
    }
    recorded = decide.record(warehouse.engine, batch, response, NOW)
    assert recorded["counts"] == {"approved": 2, "rejected": 1}
    send(warehouse, tmp_path)
    assert {line["request_id"]: line["amount"] for line in read_lines(tmp_path)} == {
        ids[0]: "1000.25",
        ids[1]: "900.00",
    }
    assert account > 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": "", "amounts": {}}, "say why"),
        ({"reason": "good reason", "amounts": {"FR-1": "much"}}, "not a number"),
        ({"reason": "good reason", "amounts": {"FR-1": "NaN"}}, "two decimals"),
        ({"reason": "good reason", "amounts": [1]}, "must name requests"),
    ],
)
@pytest.mark.usefixtures("account")
def test_a_form_that_makes_no_sense_decides_nothing(warehouse: Warehouse, form: dict[str, object], words: str) -> None:
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    with pytest.raises(HoldError, match=words):
        decide.record(warehouse.engine, batch, say("Approve") | {"params_input": form}, NOW)
    assert list(states(warehouse).values()) == ["proposed"]


@pytest.mark.usefixtures("account")
def test_an_amount_for_a_request_of_another_batch_decides_nothing(warehouse: Warehouse) -> None:
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    with pytest.raises(HoldError, match="amounts name 1 requests that this batch does not have"):
        decide.record(warehouse.engine, batch, say("Approve", **{"FR-mistyped": "0"}), NOW)
    assert list(states(warehouse).values()) == ["proposed"]


@pytest.mark.skipif(
    find_schemas() is None, reason="the official schemas are not here; name their folder in RUKKHAT_ISO20022"
)
def test_every_message_in_the_outbox_is_valid_by_its_official_schema(
    warehouse: Warehouse, account: int, tmp_path: Path
) -> None:
    for bank, number, amount in (
        ("901", "2222222222", "0.01"),
        ("902", "A-1&<2", "99999999.99"),
        ("950", "0812345678", "77"),
    ):
        propose(warehouse, add_account(warehouse, bank, number), amount, complaint="C&<2>")
    propose(warehouse, account, "1300", complaint="C3")
    run_desk(warehouse)
    (batch,) = decide.ask(warehouse.engine, NOW)
    decide.record(warehouse.engine, batch, say("Approve", by="malee"), NOW)
    send(warehouse, tmp_path)
    files = sorted(tmp_path.rglob("*.xml"))
    assert {path.parts[-3] for path in files} == {"bank-a", "bank-b", "bank-950"}
    assert len(files) == 2 * 3
    for path in files:
        name = {"camt.056": "camt.056.001.08", "auth.001": "auth.001.001.01"}[path.parent.name]
        read_schema(name).assertValid(etree.parse(path))


@pytest.mark.usefixtures("account")
def test_a_raise_above_what_was_traced_is_refused(warehouse: Warehouse) -> None:
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    recorded = decide.record(warehouse.engine, batch, say("Approve", **{batch["request_ids"][0]: "1200.51"}), NOW)
    assert (recorded["counts"], len(recorded["refused"])) == ({"proposed": 1}, 1)


def test_evidence_that_changes_before_a_decision_is_proposed_anew(warehouse: Warehouse, account: int) -> None:
    decide.open_requests(warehouse.engine, NOW)
    propose(warehouse, account, "1000")
    assert decide.open_requests(warehouse.engine, NOW) == {"withdrawn": 1, "opened": 1}
    assert sorted(states(warehouse).values()) == ["proposed", "withdrawn"]
    propose(warehouse, account, "1500")
    assert decide.open_requests(warehouse.engine, NOW) == {"withdrawn": 0, "opened": 1}, (
        "the rest is asked for on its own"
    )
    rows = warehouse.query("select ceiling_amount from action.freeze_request order by created_at, ceiling_amount")
    assert sorted(Decimal(str(amount)) for (amount,) in rows) == [500, 1000, Decimal("1200.50")]


@pytest.mark.usefixtures("account")
def test_what_a_batch_shows_names_no_account(warehouse: Warehouse) -> None:
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    assert "1111111111" not in str(batch)
    assert batch["subject"] == "Bank 901: hold 1,200.50 THB in 1 account?"


@pytest.mark.parametrize(("most", "ends", "count"), [("2000", 1, 1), ("1000", 1, 0), ("2000", -1, 0)])
@pytest.mark.usefixtures("account")
def test_nothing_is_automatic_without_a_written_order_in_force(
    warehouse: Warehouse, most: str, ends: int, count: int
) -> None:
    decide.open_requests(warehouse.engine, NOW)
    day = NOW.date()
    order = StandingOrder("12/2567", "the commander", day - timedelta(9), day + timedelta(ends), Decimal(most), 0.8)
    assert decide.approve_by_order(warehouse.engine, order, NOW) == {"approved": count}


@pytest.mark.parametrize("table", ["hold_event", "freeze_request", "freeze_request_part", "outbox_file"])
@pytest.mark.usefixtures("account")
def test_the_ledgers_only_grow(warehouse: Warehouse, tmp_path: Path, table: str) -> None:
    run_desk(warehouse)
    send(warehouse, tmp_path)
    for statement in (f"delete from action.{table}", f"update action.{table} set request_id = 'x'"):
        with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.UndefinedColumn)):
            execute(warehouse.owner, statement)


def test_old_reports_need_an_order_of_the_officer(warehouse: Warehouse, account: int, tmp_path: Path) -> None:
    later = NOW + timedelta(days=60)
    decide.open_requests(warehouse.engine, later)
    (batch,) = decide.ask(warehouse.engine, later)
    decide.record(warehouse.engine, batch, say("Approve") | {"responded_at": later}, later, HoldPolicy())
    send(warehouse, tmp_path, later)
    (line,) = read_lines(tmp_path)
    assert (line["expires_at"], "order of the officer" in line["legal_basis"]) == ("2024-06-10T12:05:00Z", True)
    assert account > 0
