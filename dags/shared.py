"""What all DAGs share: defaults, Assets, tags, and the one hook that tells of failures. No I/O while parsing."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from airflow.sdk import Asset, AssetWatcher, Connection

from plugins.landing_trigger import LandingTrigger

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

LANDING = Asset(
    name="landing",
    uri="rukkhat://landing",
    watchers=[AssetWatcher(name="landing_folder", trigger=LandingTrigger())],
)
CORE = Asset(name="core", uri="rukkhat://warehouse/core")
NETWORK = Asset(name="network", uri="rukkhat://warehouse/network")
PROPOSALS = Asset(name="proposals", uri="rukkhat://warehouse/action/freeze_proposal")

LOADER = "rukkhat_loader"
ENGINE = "rukkhat_engine"


def tell_of_failure(context: Any) -> None:
    """The one failure hook: an error in the log that alerting picks up; names the task and the run, never data."""
    task = context["task_instance"]
    logging.getLogger("rukkhat.alert").error(
        "task %s.%s failed in run %s; see docs/runbook.md", task.dag_id, task.task_id, task.run_id
    )


DEFAULTS = {
    "owner": "rukkhat",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
    "on_failure_callback": tell_of_failure,
}


def read_dsn(connection_id: str) -> str:
    """Return the DSN of an Airflow connection; called in task bodies only."""
    return str(Connection.get(connection_id).get_uri())


def run_once(work: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
    """Call the pipeline; failed I/O is Airflow's to try again, any other error is final: no retry mends it."""
    from airflow.sdk.exceptions import AirflowFailException
    from psycopg2 import InterfaceError, OperationalError

    try:
        return work(*arguments, **options)
    except (OSError, OperationalError, InterfaceError):
        raise
    except Exception as error:
        raise AirflowFailException(f"{type(error).__name__}: {error}") from error
