"""`make run` as a stranger sees it: the real Airflow, the real PostgreSQL, a delivery, twice; then nothing is left."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import pytest

from include.runner.postgres import start_postgres, stop_postgres
from include.runner.state import PROJECT, State, open_state
from tests.e2e.canaries import find_in_files, find_in_tables, read_contacts, read_holders

VIEWS = (
    "account_risk",
    "phone_risk",
    "gang",
    "gang_member",
    "freeze_proposal",
    "site_takedown",
    "command_scorecard",
    "feed_health",
    "quarantine",
)
BODY = "select coalesce(json_agg(line order by line::text), '[]')::text from (select to_jsonb(t) as line from mart.{} as t) as rows"


@dataclass
class Machine:
    """A state folder of its own, and the delivery that is made for it."""

    state: State
    delivery: Path

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "include.runner", "run", "--delivery", str(self.delivery), "--once"],
            cwd=PROJECT, env=self.environment(), capture_output=True, text=True, check=False, timeout=900,
        )  # fmt: skip

    def environment(self) -> dict[str, str]:
        settings = {
            "RUKKHAT_HOME": str(self.state.home),
            "RUKKHAT_PORT": str(self.state.port),
            "PYTHONPATH": str(PROJECT),
        }
        return {**{k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "RUKKHAT"))}, **settings}

    def read_mart(self) -> dict[str, str]:
        """Return every view's content, read as the analyst."""
        dsn = start_postgres(self.state).warehouse["rukkhat_analyst"]
        connection = psycopg2.connect(dsn)
        try:
            with connection.cursor() as cursor:
                content = {}
                for view in VIEWS:
                    cursor.execute(BODY.format(view))
                    row = cursor.fetchone()
                    content[view] = str(row[0]) if row else ""
                return content
        finally:
            connection.close()
            stop_postgres(self.state)

    def find_processes(self) -> list[str]:
        """Return the command lines of whatever still runs out of the state folder."""
        found = []
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), process.environ().get("RUKKHAT_HOME", "")]
            except psutil.Error:
                continue
            if process.pid != os.getpid() and any(str(self.state.home) in word for word in words):
                found.append(" ".join(words))
        return found


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which nothing has run yet, with a small delivery."""
    folder = tmp_path_factory.mktemp("e2e")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    machine = Machine(
        open_state({"RUKKHAT_HOME": str(folder / "state"), "RUKKHAT_PORT": str(port)}), folder / "delivery"
    )
    subprocess.run(
        [sys.executable, "-m", "include.synthesis", "--out", str(machine.delivery), "--scale", "0.05", "--seed", "3", "--days", "3"],
        cwd=PROJECT, env=machine.environment(), check=True, capture_output=True,
    )  # fmt: skip
    yield machine
    stop_postgres(machine.state)


def test_a_delivery_is_processed_once_and_again_changes_nothing(machine: Machine) -> None:
    first = machine.run()
    assert first.returncode == 0, first.stdout + first.stderr
    assert machine.find_processes() == []
    content = machine.read_mart()
    assert all(json.loads(content[view]) for view in ("feed_health", "account_risk", "phone_risk", "command_scorecard"))
    for word in ("bank-a/transactions", "telco-b/calls", "flagged as mules", "gangs", "proposals for"):
        assert word in first.stdout

    second = machine.run()
    assert second.returncode == 0, second.stdout + second.stderr
    assert "nothing changed" in second.stdout
    assert machine.find_processes() == []
    assert machine.read_mart() == content

    check_secrets_stay_secret(machine, first.stdout + second.stdout)


def check_secrets_stay_secret(machine: Machine, shown: str) -> None:
    """No password, key or reporter's contact stands in what was shown or logged; secrets are the owner's only.

    Nor does a contact stand in any table but the vault's, nor a holder's id in Airflow's tables, logs, Data Docs or other files.
    """
    known = json.loads((machine.state.home / "secrets.json").read_text(encoding="utf-8"))
    contacts, holders = read_contacts(machine.delivery), read_holders(machine.delivery)
    assert contacts
    assert len(holders) > 30
    hidden = [value for value in [*known.values(), *contacts] if value]
    logs = [path for path in machine.state.logs.rglob("*") if path.is_file()]
    assert len(logs) > 10
    for text in (shown, *(path.read_text(encoding="utf-8", errors="replace") for path in logs)):
        assert [value[:4] for value in hidden if value in text] == []
    for path in (machine.state.home / "secrets.json", machine.state.airflow_home / "passwords.json"):
        assert path.stat().st_mode & 0o077 == 0
    assert list((machine.state.home / "gx").rglob("*.html"))
    assert find_in_files(machine.state, contacts | holders) == []
    assert find_in_tables(machine.state, contacts, holders) == []
