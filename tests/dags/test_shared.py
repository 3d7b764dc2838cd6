"""Only failed I/O is tried again; the hooks tell of a task, a feed or a run out of time, never of data."""

import logging
import os
import tempfile
from types import SimpleNamespace

import psycopg2
import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-"))

from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.shared import StandingAlert, end_as_alert, end_within, run_once, tell_of_failure, tell_of_feed
from include.core.errors import ConservationError
from tests.conftest import Warehouse


def test_a_result_is_handed_on() -> None:
    assert run_once(lambda first, second: first + second, 1, second=2) == 3


@pytest.mark.parametrize(
    "error", [OSError("disk"), psycopg2.OperationalError("gone"), psycopg2.InterfaceError("closed")]
)
def test_failed_io_is_left_to_airflow_to_retry(error: Exception) -> None:
    def work() -> None:
        raise error

    with pytest.raises(type(error)):
        run_once(work)


@pytest.mark.parametrize("error", [ConservationError("rows vanished"), KeyError("mistake"), ValueError("mistake")])
def test_any_other_error_is_final_and_keeps_its_words(error: Exception) -> None:
    def work() -> None:
        raise error

    with pytest.raises(AirflowFailException, match=type(error).__name__) as caught:
        run_once(work)
    assert caught.value.__cause__ is error


def test_the_hook_names_task_and_run_only(caplog: pytest.LogCaptureFixture) -> None:
    task = SimpleNamespace(dag_id="ingest", task_id="load", run_id="manual__1")
    with caplog.at_level(logging.ERROR, logger="rukkhat.alert"):
        tell_of_failure({"task_instance": task, "exception": ValueError("0812345678")})
    assert "ingest.load failed in run manual__1" in caplog.text
    assert "0812345678" not in caplog.text


def test_a_standing_alert_of_a_feed_is_not_told_again(caplog: pytest.LogCaptureFixture) -> None:
    task = SimpleNamespace(dag_id="watch", task_id="alert", run_id="scheduled__1")
    tell_of_failure({"task_instance": task, "exception": StandingAlert("bank-b silent agency")})
    assert caplog.text == ""


@pytest.mark.parametrize(("loudness", "ending"), [("fail", StandingAlert), ("warn", AirflowSkipException)])
def test_an_open_alert_ends_red_or_pink_and_says_what_to_do(
    caplog: pytest.LogCaptureFixture, loudness: str, ending: type[Exception]
) -> None:
    alert = {"label": "bank-b silent agency", "words": "nothing since noon", "remedy": "ask", "loudness": loudness}
    with pytest.raises(ending, match=r"^bank-b silent agency$"):
        end_as_alert(alert)
    assert [record.message for record in caplog.records] == [
        "bank-b silent agency: nothing since noon",
        "what to do: ask; docs/runbook.md has more",
    ]


@pytest.mark.parametrize(("is_closed", "level"), [(False, logging.ERROR), (True, logging.INFO)])
def test_a_feeds_alert_is_loud_when_it_opens_and_quiet_when_it_closes(
    caplog: pytest.LogCaptureFixture, level: int, *, is_closed: bool
) -> None:
    with caplog.at_level(logging.INFO, logger="rukkhat.alert"):
        tell_of_feed("opened: bank-b silent agency", is_closed)
    assert [(record.name, record.levelno) for record in caplog.records] == [("rukkhat.alert", level)]


def test_a_missed_deadline_is_told_as_airflow_calls_it(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The callback goes through Airflow's own serialised form and executor entry, as for a run that is too slow."""
    import structlog
    from airflow.sdk.execution_time.callback_supervisor import execute_callback

    monkeypatch.setenv("AIRFLOW_CONN_RUKKHAT_LOADER", warehouse.loader)
    callback = end_within(60).callback.serialize()
    run = {"dag_id": "network", "dag_run_id": "asset_triggered__1", "state": "running"}
    kwargs = {**callback["kwargs"], "context": {"dag_run": run, "deadline": {"id": "1"}}}
    with caplog.at_level(logging.ERROR, logger="rukkhat.alert"):
        outcome = execute_callback(callback["path"], kwargs, "", None, structlog.get_logger())
    assert outcome == (True, None)
    assert "network deadline missed: run asset_triggered__1 has not ended 60 minutes" in caplog.text
    rows = warehouse.query("select agency, feed, kind, loudness, evidence ->> 'run_id' from mart.feed_alert")
    assert rows == [("rukkhat", "network", "deadline_missed", "fail", "asset_triggered__1")]
