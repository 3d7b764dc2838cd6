"""Watches the DAG runs that a delivery sets off, in Airflow's metadata, until nothing runs or is about to."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg2

from include.runner.processes import ProcessTable

RUNS = """
select run.dag_id, run.run_id, run.state, task.task_id, task.state
from dag_run as run left join task_instance as task on task.dag_id = run.dag_id and task.run_id = run.run_id
where greatest(run.queued_at, run.start_date, run.end_date) >= %(since)s or run.state in ('queued', 'running')
order by run.id, task.start_date nulls last
"""
QUEUED = "select count(*) from asset_dag_run_queue"
LAST_FAILED = """
select last.dag_id
from (select distinct on (dag_id) dag_id, state from dag_run order by dag_id, id desc) as last
where last.state = 'failed'
"""
ASKING = "awaiting_input"  # Airflow's word for a task that waits for a person's answer
UNFINISHED = ("running", "queued", "scheduled", "restarting")
BUSY = (*UNFINISHED, "up_for_retry", "up_for_reschedule")
AT_REST = (ASKING, "deferred")  # our only deferred task lets a minute pass; what it is to pass on afterwards is queued
TIMEOUT_S = 3600.0
PAUSE_S = 0.5
CALM_POLLS = 3


@dataclass(frozen=True)
class Picture:
    """The runs as of one moment: (dag, run) to state, and each run's task states counted."""

    runs: dict[tuple[str, str], str]
    tasks: dict[tuple[str, str], Counter[str]]
    queued_assets: int

    @property
    def is_calm(self) -> bool:
        """Nothing runs, and nothing is about to; what waits for a person's answer, or for time to pass, is at rest."""
        going = {run for run, state in self.runs.items() if state not in ("success", "failed")}
        return bool(self.runs) and self.queued_assets == 0 and all(self._rests(run) for run in going)

    @property
    def questions(self) -> int:
        """The questions that wait for a person."""
        return sum(tasks[ASKING] for tasks in self.tasks.values())

    def _rests(self, run: tuple[str, str]) -> bool:
        tasks = self.tasks.get(run, Counter())
        return any(tasks[state] for state in AT_REST) and not any(tasks[state] for state in BUSY)

    @property
    def dags(self) -> set[str]:
        """The DAGs that have run."""
        return {dag for dag, _ in self.runs}

    @property
    def failed(self) -> list[str]:
        """The DAGs with a failed run."""
        return sorted({dag for (dag, _), state in self.runs.items() if state == "failed"})


def look(metadata_dsn: str, since: datetime) -> Picture:
    """Read the picture of all runs since then, and of older ones that have not ended."""
    with _open(metadata_dsn) as cursor:
        cursor.execute(RUNS, {"since": since})
        rows = cursor.fetchall()
        cursor.execute(QUEUED)
        queued = cursor.fetchone()
    tasks: dict[tuple[str, str], Counter[str]] = {}
    for dag, run, _, task, state in rows:
        if task:
            tasks.setdefault((dag, run), Counter()).update([state or "waiting"])
    return Picture({(dag, run): state for dag, run, state, _, _ in rows}, tasks, int(queued[0]) if queued else 0)


def list_last_failed(metadata_dsn: str) -> set[str]:
    """Return the DAGs whose last run failed: what they should have written is still to be written."""
    with _open(metadata_dsn) as cursor:
        cursor.execute(LAST_FAILED)
        return {row[0] for row in cursor.fetchall()}


def resume_unfinished(metadata_dsn: str) -> int:
    """Put the tasks that a killed run left unfinished back, so that the next scheduler runs them; return how many.

    Only for the time when no scheduler runs; Airflow by itself would wait five minutes for their heartbeats.
    """
    with _open(metadata_dsn) as cursor:
        cursor.execute("update task_instance set state = null where state = any(%s)", (list(UNFINISHED),))
        return int(cursor.rowcount)


def follow(metadata_dsn: str, since: datetime, table: ProcessTable) -> Picture:
    """Show the runs' progress until all is calm; return the last picture.

    Raises:
        RuntimeError: an Airflow service ended, or an hour passed.
    """
    shown: set[str] = set()
    calm, began = 0, time.monotonic()
    while (passed := time.monotonic() - began) < TIMEOUT_S:
        if dead := table.find_dead():
            raise RuntimeError(f"airflow {', '.join(dead)} ended while the job ran; see the logs folder")
        picture = look(metadata_dsn, since)
        for line in describe(picture, is_detailed=sys.stdout.isatty()):
            if line not in shown:
                shown.add(line)
                print(f"{passed:6.0f} s  {line}", flush=True)
        calm = calm + 1 if picture.is_calm else 0
        if calm >= CALM_POLLS:
            return picture
        time.sleep(PAUSE_S)
    raise RuntimeError("the job did not end within an hour; see the Airflow UI")


def describe(picture: Picture, *, is_detailed: bool) -> list[str]:
    """Return one line per run that has started or ended; in detail also one each time that a task has ended."""
    lines = []
    for (dag, run), state in picture.runs.items():
        tasks = picture.tasks.get((dag, run), Counter())
        done = tasks["success"] + tasks["skipped"]
        if state == "running" and tasks[ASKING]:
            lines.append(f"{dag:<12} asking   {tasks[ASKING]} wait for a person")
        elif state in ("success", "failed") or (is_detailed and done):
            lines.append(f"{dag:<12} {state:<8} {done} of {tasks.total()} tasks")
        elif state == "running":
            lines.append(f"{dag:<12} running")
    return lines


@contextmanager
def _open(dsn: str) -> Iterator[Any]:
    connection = psycopg2.connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
