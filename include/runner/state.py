"""The one folder that holds all that a run keeps: databases, logs, landed files, and secrets for its owner only."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class State:
    """Where things lie below RUKKHAT_HOME, and the settings of this run."""

    home: Path
    port: int
    dsn: str  # of another PostgreSQL that serves as the warehouse; empty: the embedded one

    @property
    def pgdata(self) -> Path:
        """The embedded PostgreSQL's data folder."""
        return self.home / "postgres"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder."""
        return self.home / "airflow"

    @property
    def logs(self) -> Path:
        """Logs of the processes that the supervisor starts."""
        return self.home / "logs"

    @property
    def lock(self) -> Path:
        """The file whose lock a run holds."""
        return self.home / "run.lock"

    @property
    def processes(self) -> Path:
        """The record of the processes that a run has started."""
        return self.home / "processes.json"

    def secret(self, name: str) -> str:
        """Return a secret of this installation, made on first use, readable by the owner only."""
        path = self.home / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if name not in known:
            known[name] = _make_secret(name)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(known, file)
        return known[name]


def open_state(environment: Mapping[str, str] = os.environ) -> State:
    """Return the state that the environment names (RUKKHAT_HOME, RUKKHAT_PORT, RUKKHAT_DSN), its folders made.

    Raises:
        RuntimeError: a setting makes no sense.
    """
    port, dsn = environment.get("RUKKHAT_PORT") or "8080", environment.get("RUKKHAT_DSN", "")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise RuntimeError(f"RUKKHAT_PORT must be a port number, not {port!r}")
    if dsn and not (dsn.startswith(("postgresql://", "postgres://")) and urlsplit(dsn).path.strip("/")):
        raise RuntimeError("RUKKHAT_DSN must read postgresql://user:password@host:port/database")
    home = Path(environment.get("RUKKHAT_HOME") or PROJECT / ".rukkhat").expanduser().resolve()
    state = State(home, int(port), dsn)
    for folder in (home, state.logs, state.airflow_home, home / "landing"):
        folder.mkdir(parents=True, exist_ok=True)
    state.logs.chmod(0o700)
    state.airflow_home.chmod(0o700)
    return state


def _make_secret(name: str) -> str:
    if name == "fernet":
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(12 if name == "admin" else 64)
