"""Watches the DAG runs that a delivery sets off, in Airflow's metadata, until nothing is running, queued, or about to be."""

import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import psycopg2

from include.runner.processes import ProcessTable

RUNS = """
select run.dag_id, run.run_id, run.state, task.task_id, task.state
from dag_run as run left join task_instance as task on task.dag_id = run.dag_id and task.run_id = run.run_id
where run.queued_at >= %(since)s or run.start_date >= %(since)s
order by run.id, task.start_date nulls last
"""
QUEUED = "select count(*) from asset_dag_run_queue"
TIMEOUT_S = 3600.0
CALM_POLLS = 3


@dataclass(frozen=True)
class Picture:
    """The runs as of one moment: (dag, run) to state, and each run's task states counted."""

    runs: dict[tuple[str, str], str]
    tasks: dict[tuple[str, str], Counter[str]]
    queued_assets: int

    @property
    def is_calm(self) -> bool:
        """Nothing runs, and nothing is about to."""
        return bool(self.runs) and self.queued_assets == 0 and set(self.runs.values()) <= {"success", "failed"}

    @property
    def failed(self) -> list[str]:
        """The DAGs with a failed run."""
        return sorted({dag for (dag, _), state in self.runs.items() if state == "failed"})


def look(metadata_dsn: str, since: datetime) -> Picture:
    """Read the picture of all runs since then."""
    connection = psycopg2.connect(metadata_dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(RUNS, {"since": since})
        rows = cursor.fetchall()
        cursor.execute(QUEUED)
        queued = cursor.fetchone()
    connection.close()
    tasks: dict[tuple[str, str], Counter[str]] = {}
    for dag, run, _, task, state in rows:
        if task:
            tasks.setdefault((dag, run), Counter()).update([state or "waiting"])
    return Picture({(dag, run): state for dag, run, state, _, _ in rows}, tasks, int(queued[0]) if queued else 0)


def follow(metadata_dsn: str, since: datetime, table: ProcessTable) -> list[str]:
    """Show the runs' progress until all is calm; return the DAGs that failed.

    Raises:
        RuntimeError: an Airflow service ended, or an hour passed.
    """
    shown: set[str] = set()
    calm, deadline = 0, time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        if dead := table.find_dead():
            raise RuntimeError(f"airflow {', '.join(dead)} ended while the job ran; see the logs folder")
        picture = look(metadata_dsn, since)
        for line in _describe(picture):
            if line not in shown:
                shown.add(line)
                print(line, flush=True)
        calm = calm + 1 if picture.is_calm else 0
        if calm >= CALM_POLLS:
            return picture.failed
        time.sleep(0.5)
    raise RuntimeError("the job did not end within an hour; see the Airflow UI")


def _describe(picture: Picture) -> list[str]:
    """One line per run that has started or ended; on a terminal also per task that has ended."""
    lines = []
    for (dag, run), state in picture.runs.items():
        tasks = picture.tasks.get((dag, run), Counter())
        done = tasks["success"] + tasks["skipped"]
        if state in ("success", "failed"):
            lines.append(f"  {dag:<12} {state:<8} {done} of {tasks.total()} tasks")
        elif sys.stdout.isatty() and done:
            lines.append(f"  {dag:<12} {state:<8} {done} of {tasks.total()} tasks")
        elif state == "running":
            lines.append(f"  {dag:<12} running")
    return lines
