"""The DAGs, loaded once in a process of their own that may not touch network or database, with what they imported."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LOAD = """
import json, socket, sys, time
from airflow.dag_processing.dagbag import DagBag
import airflow.sdk, airflow.triggers.base
before = set(sys.modules)

def refuse(*_):
    raise RuntimeError("a DAG file opened a socket while it was parsed")

def find_hook(task):
    mapped = getattr(task, "partial_kwargs", {}).get("pre_execute")
    return getattr(mapped or getattr(task, "_pre_execute_hook", None), "__name__", "")

def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []

socket.socket.connect = refuse
began = time.process_time()
bag = DagBag("dags")
seconds = time.process_time() - began
dags = {
    dag.dag_id: {
        "doc": dag.doc_md, "tags": sorted(dag.tags), "runs": dag.max_active_runs, "catchup": dag.catchup,
        "timeout": dag.dagrun_timeout and dag.dagrun_timeout.total_seconds(), "params": sorted(dag.params),
        "deadlines": [alert.interval.total_seconds() for alert in dag.deadline or ()],
        "tasks": {
            task.task_id: {
                "owner": task.owner, "retries": task.retries, "backoff": task.retry_exponential_backoff,
                "timeout": task.execution_timeout and task.execution_timeout.total_seconds(),
                "hooks": len(as_list(task.on_failure_callback)), "outlets": [asset.name for asset in task.outlets],
                "rule": task.trigger_rule.value, "after": sorted(task.upstream_task_ids),
                "pool": task.pool, "weight": [task.priority_weight, str(task.weight_rule)],
                "gives_way": find_hook(task) == "give_way",
            }
            for task in dag.tasks
        },
        "assets": sorted(asset.name for asset in getattr(getattr(dag.timetable, "asset_condition", None), "objects", ())),
    }
    for dag in bag.dags.values()
}
print("RESULT" + json.dumps({
    "dags": dags, "errors": bag.import_errors, "seconds": seconds, "modules": sorted(set(sys.modules) - before),
}))
"""


@dataclass(frozen=True)
class Drawings:
    """What came of loading the DAG folder."""

    dags: dict[str, dict[str, Any]]
    errors: dict[str, str]
    seconds: float
    modules: list[str]


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Drawings:
    """The DAG folder as Airflow sees it."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/none.db",
        "PYTHONPATH": str(PROJECT),
    }
    ended = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    result = next(line for line in ended.stdout.splitlines() if line.startswith("RESULT"))
    return Drawings(**json.loads(result.removeprefix("RESULT")))
