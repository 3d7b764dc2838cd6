"""Holds under faults: killed senders, lost sessions, two officers at once. Nothing is sent twice, nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg2
import pytest

from include.pipeline import clocks, decide, follow, outbox
from tests.conftest import Warehouse, execute, make_warehouse
from tests.faults.chaos import open_cluster, restart
from tests.unit.pipeline.holds import (
    NOW,
    REPORTED,
    add_account,
    answer,
    propose,
    read_lines,
    run_desk,
    say,
    send,
    states,
    take,
)
from tests.unit.pipeline.test_follow import pay, record_case

PROJECT = Path(__file__).resolve().parents[2]
SENDER = """
import sys, time
from datetime import datetime
from include.pipeline import outbox
dsn, folder, where, now = sys.argv[1:]
put = outbox.put_file
def stop(*arguments, **options):
    if where == "after putting":
        put(*arguments, **options)
    print("here", flush=True)
    time.sleep(60)
outbox.put_file = stop
outbox.write_down(dsn, datetime.fromisoformat(now))
outbox.deliver(dsn, folder, datetime.fromisoformat(now))
"""
LOSE = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where pid <> pg_backend_pid() and usename = current_user and datname = current_database()"
)


@pytest.fixture
def approved(warehouse: Warehouse) -> str:
    """A request that a person has approved and nobody has sent."""
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1200.50")
    run_desk(warehouse)
    return next(iter(states(warehouse)))


def read_outbox(warehouse: Warehouse, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What stands in the folder, and what was written down to stand there: path to text."""
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()
    }
    rows = warehouse.query("select agency || '/' || folder || '/' || file_name, body from action.outbox_file")
    return files, {str(name): str(body) for name, body in rows}


@pytest.mark.parametrize("where", ["before putting", "after putting"])
def test_a_sender_killed_between_sending_and_the_file_sends_once(
    warehouse: Warehouse, approved: str, tmp_path: Path, where: str
) -> None:
    words = [sys.executable, "-c", SENDER, warehouse.engine, str(tmp_path), where, NOW.isoformat()]
    sender = subprocess.Popen(
        words, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    assert sender.stdout is not None
    assert sender.stdout.readline() == "here\n"
    assert states(warehouse) == {approved: "sending"}
    sender.send_signal(signal.SIGKILL)
    assert sender.wait() == -signal.SIGKILL
    send(warehouse, tmp_path, NOW + timedelta(minutes=9))
    files, written = read_outbox(warehouse, tmp_path)
    assert files == written
    assert [line["request_id"] for line in read_lines(tmp_path)] == [approved]
    assert states(warehouse) == {approved: "sent"}
    assert send(warehouse, tmp_path, NOW + timedelta(minutes=19)) == {"delivered": 0}


def lose_session(dsn: str, work: Callable[..., object]) -> Callable[..., object]:
    """Return `work` with every session of the login ended in its middle."""

    def lose_and_work(*arguments: object, **options: object) -> object:
        execute(dsn, LOSE)
        return work(*arguments, **options)

    return lose_and_work


@pytest.mark.parametrize(("module", "name"), [(outbox, "_pack"), (outbox, "_note_arrival")])
def test_a_session_lost_while_sending_changes_nothing_that_is_sent(
    warehouse: Warehouse, approved: str, tmp_path: Path, module: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, name, lose_session(warehouse.engine, getattr(module, name)))
        with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
            send(warehouse, tmp_path)
    send(warehouse, tmp_path, NOW + timedelta(minutes=9))
    files, written = read_outbox(warehouse, tmp_path)
    assert files == written
    assert len(read_lines(tmp_path)) == 1
    assert states(warehouse) == {approved: "sent"}


@pytest.mark.parametrize("name", ["follow_money", "_add_balances", "_close_followed"])
def test_a_session_lost_while_tracing_leaves_nothing_and_the_next_run_finds_the_same(
    warehouse: Warehouse, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hold_short(warehouse, tmp_path)
    before = warehouse.query("select * from action.hold_event order by request_id, seq")
    with monkeypatch.context() as patch:
        patch.setattr(follow, name, lose_session(warehouse.engine, getattr(follow, name)))
        with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
            follow.trace_on(warehouse.engine, NOW + timedelta(hours=1))
    assert warehouse.query("select * from action.hold_event order by request_id, seq") == before
    assert follow.trace_on(warehouse.engine, NOW + timedelta(hours=1)) == {"followed": 1, "opened": 1}
    assert warehouse.query(
        "select bank_code, amount::text, state, follows from mart.freeze_request where follows is not null"
    ) == [("903", "700.00", "proposed", first)]


def test_postgresql_that_crashes_while_money_is_traced_leaves_nothing_and_the_next_run_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_cluster() as cluster, contextmanager(make_warehouse)(str(cluster)) as warehouse:
        first = hold_short(warehouse, tmp_path)
        before = warehouse.query("select * from action.hold_event order by request_id, seq")
        trace = follow.follow_money

        def crash_and_trace(*arguments: Any, **options: Any) -> Any:
            restart(cluster)
            return trace(*arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(follow, "follow_money", crash_and_trace)
            with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
                follow.trace_on(warehouse.engine, NOW + timedelta(hours=1))
        assert warehouse.query("select * from action.hold_event order by request_id, seq") == before
        assert follow.trace_on(warehouse.engine, NOW + timedelta(hours=1)) == {"followed": 1, "opened": 1}
        assert warehouse.query("select follows from mart.freeze_request where follows is not null") == [(first,)]


def hold_short(warehouse: Warehouse, folder: Path) -> str:
    """A request whose bank holds 300 of 1,000 THB, the rest having gone on to another bank."""
    victim, mule, second = (
        add_account(warehouse, bank, number)
        for bank, number in (("902", "2222222222"), ("901", "1111111111"), ("903", "3333333333"))
    )
    pay(warehouse, 1, "902", victim, mule, "1000", REPORTED - timedelta(hours=1))
    pay(warehouse, 2, "901", mule, second, "700", NOW - timedelta(minutes=2))
    record_case(warehouse, victim, mule, second)
    propose(warehouse, mule, "1000")
    run_desk(warehouse)
    send(warehouse, folder)
    (first,) = states(warehouse)
    answer(warehouse, first, "PARTIAL", "300", NOW)
    take(warehouse)
    return first


def decide_at_once(warehouse: Warehouse, *officers: str) -> list[dict[str, object]]:
    decide.open_requests(warehouse.engine, NOW)
    (batch,) = decide.ask(warehouse.engine, NOW)
    gate = Barrier(len(officers))

    def approve(by: str) -> dict[str, object]:
        gate.wait()
        return decide.record(warehouse.engine, batch, say("Approve", by=by), NOW)

    with ThreadPoolExecutor(len(officers)) as pool:
        return list(pool.map(approve, officers))


def test_two_officers_who_approve_at_once_send_one_file(warehouse: Warehouse, tmp_path: Path) -> None:
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1200.50")
    assert [told["counts"] for told in decide_at_once(warehouse, "somchai", "malee")] == [{"approved": 1}] * 2
    assert len(warehouse.query("select from action.hold_event where step = 'approve'")) == 1
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: send(warehouse, tmp_path), range(2)))
    assert len(read_lines(tmp_path)) == 1


def test_two_officers_at_once_above_the_limit_are_not_two_pairs_of_eyes(warehouse: Warehouse, tmp_path: Path) -> None:
    """Both answered the first question; the second is asked afterwards, with what the first decided."""
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "600000")
    assert [told["counts"] for told in decide_at_once(warehouse, "somchai", "malee")] == [{"awaiting_second": 1}] * 2
    assert send(warehouse, tmp_path) == {"delivered": 0}
    (batch,) = decide.ask(warehouse.engine, NOW)
    ((first,),) = warehouse.query("select first_by from action.hold_event where step = 'approve_first'")
    assert decide.record(warehouse.engine, batch, say("Approve", by=str(first)), NOW)["counts"] == {
        "awaiting_second": 1
    }
    other = ({"somchai", "malee"} - {str(first)}).pop()
    assert decide.record(warehouse.engine, batch, say("Approve", by=other), NOW)["counts"] == {"approved": 1}


def test_a_lift_beside_a_bank_that_answers_leaves_nothing_held(
    warehouse: Warehouse, approved: str, tmp_path: Path
) -> None:
    send(warehouse, tmp_path)
    answer(warehouse, approved, "HELD", "1200.50")
    works: list[Callable[[], object]] = [
        lambda: take(warehouse),
        lambda: clocks.lift(warehouse.engine, approved, "an honest seller", "malee", NOW),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda work: work(), works))
    send(warehouse, tmp_path)
    assert states(warehouse) == {approved: "lifted"}
    assert len(read_lines(tmp_path, "freeze-lifts")) == 1
