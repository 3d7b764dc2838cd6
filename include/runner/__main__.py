"""The commands behind the Makefile: run, stop, psql, evaluate's database, clean."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from include.runner.airflow import USER, AirflowApi, build_environment, migrate_metadata, start_services
from include.runner.postgres import Databases, find_psql, start_postgres, stop_postgres
from include.runner.processes import ProcessTable, recover
from include.runner.progress import follow
from include.runner.state import PROJECT, State, open_state
from include.runner.summary import print_summary
from include.warehouse.migrate import migrate

SAMPLE = ("--scale", "0.2", "--seed", "7", "--days", "8")


class AlreadyRunningError(Exception):
    """Another run holds the state folder."""


def run(state: State, delivery: str, once: bool) -> int:
    """Start everything, process the delivery, print what was found; stay up until Ctrl-C unless `once`."""
    began = time.monotonic()
    lock = _lock(state)
    table = recover(state.home / "processes.json")
    try:
        databases = _prepare(state)
        folder = Path(delivery).expanduser().resolve() if delivery else _make_sample(state)
        if not folder.is_dir():
            print(f"there is no folder {folder}; give DELIVERY=<folder>", file=sys.stderr)
            return 2
        failed = _process(state, databases, table, folder, watch=not once)
        print_summary(databases.warehouse["rukkhat_analyst"])
        print(f"\ndone in {time.monotonic() - began:.0f} s" + (f"; FAILED: {', '.join(failed)}" if failed else ""), flush=True)
        if not once:
            _stay(state, table)
        return 1 if failed else 0
    finally:
        table.stop_all()
        stop_postgres(state)
        lock.unlink(missing_ok=True)


def stop(state: State) -> int:
    """Ask a run that is up to end; end what a killed one left."""
    pid = _read_lock(state)
    if pid:
        os.kill(pid, signal.SIGTERM)
        print(f"asked the run (pid {pid}) to stop")
        return 0
    recover(state.home / "processes.json").stop_all()
    stop_postgres(state)
    print("nothing runs")
    return 0


def psql(state: State, arguments: list[str]) -> int:
    """Open the warehouse as the analyst; starts PostgreSQL for the time when no run is up."""
    alone = _read_lock(state) is None
    databases = start_postgres(state)
    environment = {**os.environ, "PGOPTIONS": "-c search_path=mart"}
    try:
        return subprocess.run([find_psql(), databases.warehouse["rukkhat_analyst"], *arguments], env=environment).returncode  # noqa: S603
    finally:
        if alone:
            stop_postgres(state)


def evaluate(state: State, delivery: str) -> int:
    """Hold the warehouse against the truth of a delivery."""
    alone = _read_lock(state) is None
    databases = start_postgres(state)
    command = [sys.executable, "-m", "include.evaluation", "--delivery", delivery]
    environment = {**os.environ, "RUKKHAT_ANALYST_DSN": databases.warehouse["rukkhat_analyst"], "PYTHONPATH": str(PROJECT)}
    try:
        return subprocess.run(command, env=environment).returncode  # noqa: S603
    finally:
        if alone:
            stop_postgres(state)


def clean(state: State) -> int:
    """Take the state folder away: databases, logs, landed files."""
    stop(state)
    shutil.rmtree(state.home)
    print("the state folder is gone")
    return 0


def _prepare(state: State) -> Databases:
    print("starting PostgreSQL ...", flush=True)
    databases = start_postgres(state)
    applied = migrate(databases.warehouse["rukkhat_owner"])
    print(f"warehouse: {'; '.join(applied) or 'current'}", flush=True)
    return databases


def _process(state: State, databases: Databases, table: ProcessTable, folder: Path, *, watch: bool) -> list[str]:
    environment = build_environment(state, databases, folder if watch else state.home / "landing")
    print("starting Airflow ...", flush=True)
    migrate_metadata(state, environment)
    start_services(state, table, environment)
    api = AirflowApi(state)
    api.wait_until_healthy(table)
    for dag in ("ingest", "network", "freeze", "publish"):
        api.wait_for_dag(dag)
    print(f"Airflow is up; processing {folder.name} ...", flush=True)
    since = datetime.now(UTC)
    api.trigger("ingest", {"delivery": str(folder)})
    failed = follow(databases.airflow, since, table)
    return failed


def _stay(state: State, table: ProcessTable) -> None:
    print(f"\nUI        http://127.0.0.1:{state.port}  user {USER}  password {state.secret('admin')}")
    print("warehouse make psql\nCtrl-C ends everything.", flush=True)
    while True:
        time.sleep(1)
        if dead := table.find_dead():
            raise RuntimeError(f"airflow {', '.join(dead)} ended; see the logs folder")


def _make_sample(state: State) -> Path:
    folder = state.home / "sample-delivery"
    if not (folder / "truth").exists():
        print("making a sample delivery ...", flush=True)
        subprocess.run([sys.executable, "-m", "include.synthesis", "--out", str(folder), *SAMPLE], check=True)  # noqa: S603
    return folder


def _lock(state: State) -> Path:
    if pid := _read_lock(state):
        raise AlreadyRunningError(f"a run is up already (pid {pid}); `make stop` ends it, or set RUKKHAT_HOME for another")
    path = state.home / "run.pid"
    path.write_text(str(os.getpid()), encoding="utf-8")
    return path


def _read_lock(state: State) -> int | None:
    path = state.home / "run.pid"
    try:
        pid = int(path.read_text(encoding="utf-8"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"include.runner" in command and pid != os.getpid() else None


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(prog="include.runner", description=__doc__)
    parser.add_argument("command", choices=["run", "stop", "psql", "evaluate", "clean"])
    parser.add_argument("--delivery", default="")
    parser.add_argument("--once", action="store_true")
    options, rest = parser.parse_known_args()
    state = open_state()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    match options.command:
        case "run":
            return run(state, options.delivery, options.once)
        case "stop":
            return stop(state)
        case "psql":
            return psql(state, rest)
        case "evaluate":
            return evaluate(state, options.delivery)
        case _:
            return clean(state)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (AlreadyRunningError, RuntimeError) as error:
        sys.exit(f"make run: {error}")
