"""Airflow under our supervisor: its settings, its four services, and the few calls of its REST API that a run needs."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psycopg2

from include.runner.postgres import Databases
from include.runner.processes import ProcessTable, wait_until
from include.runner.state import PROJECT, State

SERVICES = ("api-server", "scheduler", "dag-processor", "triggerer")
USER = "admin"
START_TIMEOUT_S = 300.0
# The scheduler would say ten times a second that it has nothing to do.
QUIET = " ".join(
    f"airflow.{name}=WARNING"
    for name in (
        "jobs.scheduler_job_runner",
        "jobs.scheduler_job_runner.SchedulerJobRunner",
        "models.dagrun",
        "models.dag",
        "serialization.definitions.dag",
    )
)
POOL = """
insert into slot_pool (pool, slots, description, include_deferred) values (%(pool)s, %(slots)s, '', false)
on conflict (pool) do update set slots = excluded.slots
"""


def build_environment(state: State, databases: Databases, landing: Path) -> dict[str, str]:
    """Return the environment of Airflow's processes; secrets go by environment, never by command line or file."""
    passwords = state.airflow_home / "passwords.json"
    _write_private(passwords, json.dumps({USER: state.secret("admin")}))
    url = f"http://127.0.0.1:{state.port}"
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")},
        "PYTHONPATH": f"{PROJECT}",
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "AIRFLOW_HOME": str(state.airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "plugins.warm_executor.WarmLocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(sum(count_slots().values())),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__FERNET_KEY": state.secret("fernet"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": databases.airflow.replace("postgresql://", "postgresql+psycopg2://", 1),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(state.port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": state.secret("api"),
        "AIRFLOW__API_AUTH__JWT_SECRET": state.secret("jwt"),
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(state.logs / "tasks"),
        "AIRFLOW__LOGGING__NAMESPACE_LEVELS": QUIET,
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW_CONN_RUKKHAT_LOADER": databases.warehouse["rukkhat_loader"],
        "AIRFLOW_CONN_RUKKHAT_ENGINE": databases.warehouse["rukkhat_engine"],
        "AIRFLOW_CONN_RUKKHAT_ANALYST": databases.warehouse["rukkhat_analyst"],
        "RUKKHAT_HOME": str(state.home),
        "RUKKHAT_LANDING": str(landing),
        "RUKKHAT_PSEUDONYM_KEY": state.secret("pseudonym"),
        "GX_ANALYTICS_ENABLED": "false",
    }


def count_slots() -> dict[str, int]:
    """Return how many tasks may run at once, by pool: whatever fills the ordinary one, a slot of the fast lane is free."""
    return {"default_pool": max(2, min((os.cpu_count() or 2) + 1, 16)), "urgent": 1}


def make_pools(databases: Databases) -> None:
    """Give the pools their slots; Airflow's metadata is migrated, and no scheduler runs yet."""
    connection = psycopg2.connect(databases.airflow)
    try:
        with connection, connection.cursor() as cursor:
            for pool, slots in count_slots().items():
                cursor.execute(POOL, {"pool": pool, "slots": slots})
    finally:
        connection.close()


def require_port(port: int) -> None:
    """Make sure that the UI's port is free.

    Raises:
        RuntimeError: something listens there.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise RuntimeError(f"port {port} is taken; set RUKKHAT_PORT to a free one") from error


def migrate_metadata(state: State, databases: Databases, environment: dict[str, str]) -> None:
    """Bring Airflow's metadata database to the installed version; costs nothing when it was there already.

    Raises:
        RuntimeError: the migration failed; the message names its log.
    """
    from importlib.metadata import version

    stamp, installed = state.airflow_home / "migrated", version("apache-airflow")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == installed and _has_metadata(databases.airflow):
        return
    log = state.logs / "airflow-migrate.log"
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    with log.open("ab") as output:
        ended = subprocess.run(command, env=environment, stdout=output, stderr=output, check=False)  # noqa: S603
    if ended.returncode:
        raise RuntimeError(f"airflow's metadata could not be migrated; see {log}")
    stamp.write_text(installed, encoding="utf-8")


def start_services(state: State, table: ProcessTable, environment: dict[str, str]) -> None:
    """Start the four services side by side."""
    for service in SERVICES:
        table.start(service, [sys.executable, "-m", "airflow", service], environment, state.logs / f"{service}.log")


class AirflowApi:
    """The REST API as the administrator."""

    def __init__(self, state: State) -> None:
        """Point at the run's API server; no call is made yet."""
        self._url = f"http://127.0.0.1:{state.port}"
        self._password = state.secret("admin")
        self._token = ""

    def wait_until_healthy(self, table: ProcessTable) -> None:
        """Wait until scheduler, triggerer and dag-processor have reported to the API server.

        Raises:
            RuntimeError: a service ended, or they did not come up in time; the message names the log.
        """

        def is_ready() -> bool:
            if dead := table.find_dead():
                raise RuntimeError(f"airflow {', '.join(dead)} ended at its start; see the logs folder")
            return self._is_healthy()

        if not wait_until(is_ready, START_TIMEOUT_S, 0.5):
            raise RuntimeError(f"airflow was not healthy after {START_TIMEOUT_S:.0f} s; see the logs folder")

    def wait_for_dag(self, dag_id: str) -> None:
        """Wait until the dag-processor has published a DAG."""
        if not wait_until(lambda: self._exists(f"/api/v2/dags/{dag_id}"), START_TIMEOUT_S, 0.5):
            raise RuntimeError(f"DAG {dag_id} did not appear; see the dag-processor's log")

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> str:
        """Start a run; return its id."""
        answer = self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"conf": conf, "logical_date": None})
        return str(answer["dag_run_id"])

    def _is_healthy(self) -> bool:
        try:
            health = self._call("GET", "/api/v2/monitor/health")
        except OSError:
            return False
        return all(
            health[name]["status"] == "healthy" for name in ("metadatabase", "scheduler", "triggerer", "dag_processor")
        )

    def _exists(self, path: str) -> bool:
        try:
            self._call("GET", path)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return False
            raise
        return True

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        if not self._token and "/monitor/" not in path:
            login = {"username": USER, "password": self._password}
            self._token = str(self._send("POST", "/auth/token", login)["access_token"])
        return self._send(method, path, body)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self._token}"} if self._token else {}
        )
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._url + path, data, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return dict(json.load(answer))


def _has_metadata(dsn: str) -> bool:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select from pg_tables where tablename = 'alembic_version'")
            return bool(cursor.rowcount)
    finally:
        connection.close()


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
