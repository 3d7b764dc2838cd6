"""Only failed I/O is tried again; and the hook tells of a task, never of its data."""

import logging
import os
import tempfile
from types import SimpleNamespace

import psycopg2
import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-"))

from airflow.sdk.exceptions import AirflowFailException

from dags.shared import run_once, tell_of_failure
from include.core.errors import ConservationError


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
