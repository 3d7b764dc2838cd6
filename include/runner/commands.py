"""The commands behind the Makefile, each a function from the state folder to an exit code."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from include.runner.airflow import (
    USER,
    AirflowApi,
    build_environment,
    make_pools,
    migrate_metadata,
    require_port,
    start_services,
)
from include.runner.lock import find_holder, hold_lock
from include.runner.postgres import Databases, find_psql, start_postgres, stop_postgres, to_libpq
from include.runner.processes import ProcessTable, ignore_signals, recover, wait_until
from include.runner.progress import Picture, follow, list_last_failed, resume_unfinished
from include.runner.roles import make_roles, read_admin, read_passwords
from include.runner.state import PROJECT, State
from include.runner.summary import print_summary
from include.warehouse.migrate import migrate

SAMPLE_FOLDER = "sample-delivery"
SAMPLE = ("--scale", "0.2", "--seed", "7", "--days", "8")
CHAIN = ("network", "takedown", "freeze", "give_back", "scorecards", "publish")
STOP_TIMEOUT_S = 60.0


def run(state: State, delivery: str, *, once: bool) -> int:
    """Start everything, process the delivery, print what was found; stay up until Ctrl-C unless `once`.

    Raises:
        AlreadyRunningError: another run holds the state folder.
        RuntimeError: something did not start, or ended too early.
    """
    began = time.monotonic()
    with hold_lock(state.lock):
        table = recover(state.processes)
        try:
            require_port(state.port)
            folder = Path(delivery).expanduser().resolve() if delivery else _make_sample(state)
            if not folder.is_dir():
                print(f"make run: there is no folder {folder}; give DELIVERY=<folder>", file=sys.stderr)
                return 2
            databases = _prepare(state)
            picture = _work(state, databases, table, folder, once=once)
            print_summary(databases.warehouse["rukkhat_analyst"])
            _print_end(picture, time.monotonic() - began)
            if not once:
                _stay(state, table)
            return 1 if picture.failed else 0
        finally:
            with ignore_signals():
                table.stop_all()
                stop_postgres(state)


def stop(state: State) -> int:
    """End a run that is up, or what a killed one left; come back when it has ended."""
    pid = find_holder(state.lock)
    if pid:
        print(f"stopping the run (pid {pid}) ...", flush=True)
        os.kill(pid, signal.SIGTERM)
        if not wait_until(lambda: find_holder(state.lock) is None, STOP_TIMEOUT_S):
            raise RuntimeError(f"the run (pid {pid}) does not end; kill -9 {pid}, then make stop again")
    with hold_lock(state.lock):
        recover(state.processes)
        stop_postgres(state)
    print("nothing runs")
    return 0


def clean(state: State) -> int:
    """Take the state folder away: databases, logs, landed files, secrets."""
    stop(state)
    shutil.rmtree(state.home)
    print("the state folder is gone")
    return 0


def psql(state: State, arguments: list[str]) -> int:
    """Open the warehouse as the analyst; PostgreSQL is started for the time when no run is up."""
    return _serve(state, [find_psql(), *arguments], {"PGOPTIONS": "-c search_path=mart"})


def evaluate(state: State, delivery: str) -> int:
    """Hold the warehouse against the truth of a delivery, the sample that `run` made where none is named."""
    folder = _with_truth("evaluate", state, delivery)
    command = [sys.executable, "-m", "include.evaluation", "--delivery", str(folder)]
    return _serve(state, command, {"PYTHONPATH": str(PROJECT)})


def backtest(state: State, delivery: str, rest: list[str]) -> int:
    """Replay the loaded delivery's complaints in time; the picture is written below the home."""
    plot, folder = state.home / "backtest.svg", _with_truth("backtest", state, delivery)
    command = [sys.executable, "-m", "include.backtest", "--delivery", str(folder), "--plot", str(plot), *rest]
    return _serve(state, command, {"PYTHONPATH": str(PROJECT)})


def provision() -> int:
    """Make roles and objects in the warehouse of a deployment; all settings come from the environment.

    Raises:
        RuntimeError: a variable is not set.
    """
    dsns = make_roles(read_admin(), read_passwords())
    print("; ".join(migrate(dsns["rukkhat_owner"])) or "current")
    return 0


def _serve(state: State, command: list[str], extra: dict[str, str]) -> int:
    databases = start_postgres(state)
    migrate(databases.warehouse["rukkhat_owner"])
    analyst = databases.warehouse["rukkhat_analyst"]
    dsns = {"RUKKHAT_ANALYST_DSN": analyst, "RUKKHAT_ENGINE_DSN": databases.warehouse["rukkhat_engine"]}
    environment = {**os.environ, **to_libpq(analyst), **extra, **dsns}
    try:
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
    finally:
        if find_holder(state.lock) is None:
            with ignore_signals():
                stop_postgres(state, only_if_idle=True)


def _prepare(state: State) -> Databases:
    print("starting PostgreSQL ...", flush=True)
    databases = start_postgres(state)
    applied = migrate(databases.warehouse["rukkhat_owner"])
    print(f"warehouse: {'; '.join(applied) or 'current'}", flush=True)
    return databases


def _work(state: State, databases: Databases, table: ProcessTable, folder: Path, *, once: bool) -> Picture:
    environment = build_environment(state, databases, state.home / "landing" if once else folder)
    print("starting Airflow ...", flush=True)
    migrate_metadata(state, databases, environment)
    make_pools(databases)
    if resumed := resume_unfinished(databases.airflow):
        print(f"{resumed} unfinished tasks of an earlier run go on", flush=True)
    overdue = list_last_failed(databases.airflow)
    start_services(state, table, environment)
    api = AirflowApi(state)
    api.wait_until_healthy(table)
    for dag in ("ingest", *CHAIN):
        api.wait_for_dag(dag)
    print(f"Airflow is up; processing {folder.name} ...", flush=True)
    since = datetime.now(UTC)
    api.trigger("ingest", {"delivery": str(folder)})
    picture = follow(databases.airflow, since, table)
    return _catch_up(api, databases, table, since, overdue, picture)


def _catch_up(
    api: AirflowApi, databases: Databases, table: ProcessTable, since: datetime, overdue: set[str], picture: Picture
) -> Picture:
    """Run again what an earlier run failed to write and this one, without news, did not set off."""
    if "ingest" in overdue and "ingest" not in picture.failed:
        overdue = overdue | {"network", "takedown"}  # it may have loaded rows and failed before it announced them
    for dag in CHAIN:
        if dag in overdue and dag not in picture.dags:
            print(f"{dag} failed in an earlier run; running it again ...", flush=True)
            api.trigger(dag, {})
            picture = follow(databases.airflow, since, table)
    return picture


def _print_end(picture: Picture, seconds: float) -> None:
    if picture.failed:
        print(f"\nFAILED: {', '.join(picture.failed)}; the UI, or the folder logs/tasks of the state, says why")
    elif not picture.dags & set(CHAIN):
        print("\nnothing new in this delivery: nothing changed")
    if picture.questions:
        print(
            f"\n{picture.questions} questions wait for a person: in the UI, Browse → Required Actions, and Browse → Holds"
        )
    print(f"done in {seconds:.0f} s", flush=True)


def _stay(state: State, table: ProcessTable) -> None:
    print(f"\nUI         http://127.0.0.1:{state.port}  user {USER}  password {state.secret('admin')}")
    print(
        "warehouse  make psql\nCtrl-C ends everything; new files in the delivery's folder are taken as they come",
        flush=True,
    )
    while True:
        time.sleep(1)
        if dead := table.find_dead():
            raise RuntimeError(f"airflow {', '.join(dead)} ended; see the logs folder")


def _with_truth(verb: str, state: State, delivery: str) -> Path:
    """The delivery that is named, else the sample.

    Raises:
        RuntimeError: it has no truth to be held against.
    """
    folder = Path(delivery).expanduser() if delivery else state.home / SAMPLE_FOLDER
    if not (folder / "truth").is_dir():
        raise RuntimeError(f"{verb} needs a delivery with a truth folder: make {verb} DELIVERY=<folder>")
    return folder


def _make_sample(state: State) -> Path:
    folder = state.home / SAMPLE_FOLDER
    if not (folder / "truth").exists():
        print("making a sample delivery ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        fresh = folder.with_name(f"{SAMPLE_FOLDER}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "include.synthesis", "--out", str(fresh), *SAMPLE], check=True)  # noqa: S603
        fresh.rename(folder)
    return folder
