"""What all DAGs share: defaults, Assets, tags, and the hooks that tell of failures and of time run out. No I/O while parsing."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, ParamSpec, TypeVar

from airflow.sdk import Asset, AssetWatcher, Connection
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.urgent import give_way
from plugins.landing_trigger import LandingTrigger

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

LANDING = Asset(
    name="landing", uri="rukkhat://landing", watchers=[AssetWatcher(name="landing_folder", trigger=LandingTrigger())]
)
CORE = Asset(name="core", uri="rukkhat://warehouse/core")
NETWORK = Asset(name="network", uri="rukkhat://warehouse/network")
MODEL = Asset(name="model", uri="rukkhat://warehouse/network/model")
PROPOSALS = Asset(name="proposals", uri="rukkhat://warehouse/action/freeze_proposal")
NEXT_HOPS = Asset(name="next_hops", uri="rukkhat://warehouse/action/freeze_request")
UNASKED, HELD = (Asset(name=name, uri=f"rukkhat://warehouse/action/hold_event/{name}") for name in ("unasked", "held"))

LOADER, ENGINE = "rukkhat_loader", "rukkhat_engine"

ALERTS = logging.getLogger("rukkhat.alert")


class StandingAlert(AirflowFailException):
    """An open alert of a feed as a task shows it; nobody is called for it again, the watch has told of it."""


def tell_of_failure(context: Any) -> None:
    """The one failure hook: an error in the log that alerting picks up; names the task and the run, never data."""
    if isinstance(context.get("exception"), StandingAlert):
        return
    task = context["task_instance"]
    ALERTS.error("task %s.%s failed in run %s; see docs/runbook.md", task.dag_id, task.task_id, task.run_id)


def tell_of_feed(line: str, is_closed: bool) -> None:  # the form that the pipeline calls
    """Tell of a feed's alert that opens, still stands after a day, or closes; the line names no file and no person."""
    ALERTS.log(logging.INFO if is_closed else logging.ERROR, "%s; see docs/runbook.md", line)


def tell_of_hold(line: str) -> None:
    """Tell that somebody must decide, extend or let go; the line names a request, no account and no person."""
    ALERTS.error("%s; see docs/runbook.md", line)


def end_as_alert(alert: Mapping[str, str]) -> NoReturn:
    """End a task as the square of an open alert: red, or pink (skipped) where it may have an honest cause."""
    log = logging.getLogger("rukkhat.feeds")
    log.warning("%s: %s", alert["label"], alert["words"])
    log.warning("what to do: %s; docs/runbook.md has more", alert["remedy"])
    raise (StandingAlert if alert["loudness"] == "fail" else AirflowSkipException)(alert["label"])


def tell_of_deadline(context: Any, minutes: int) -> None:
    """Called by Airflow when a run has not ended in time: an alert in the log and in the ledger of alerts."""
    from include.pipeline.watch import report_deadline

    run = context["dag_run"]
    report_deadline(read_dsn(LOADER), run["dag_id"], run["dag_run_id"], minutes, datetime.now(UTC), tell_of_feed)


def end_within(minutes: int) -> DeadlineAlert:
    """Return the deadline of a DAG whose runs end that long after they were queued, or somebody is told."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(minutes=minutes),
        callback=SyncCallback(tell_of_deadline, kwargs={"minutes": minutes}),
        name=f"ends within {minutes} minutes",
    )


def has_ended(dag_id: str, run_id: str) -> bool:
    """Ask Airflow, from within a task, whether a run is over; a run that is not known any more is."""
    from airflow.sdk.exceptions import AirflowRuntimeError
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    try:
        return RuntimeTaskInstance.get_dagrun_state(dag_id, run_id) in ("success", "failed")
    except AirflowRuntimeError:
        return True


DEFAULTS = {
    "owner": "rukkhat",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
    "on_failure_callback": tell_of_failure,
    "pre_execute": give_way,
}


def read_dsn(connection_id: str) -> str:
    """Return the DSN of an Airflow connection; called in task bodies only."""
    return str(Connection.get(connection_id).get_uri())


def run_once(work: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
    """Call the pipeline; failed I/O is Airflow's to try again, any other error is final: no retry mends it."""
    from psycopg2 import InterfaceError, OperationalError

    try:
        return work(*arguments, **options)
    except (OSError, OperationalError, InterfaceError):
        raise
    except Exception as error:
        raise AirflowFailException(f"{type(error).__name__}: {error}") from error
