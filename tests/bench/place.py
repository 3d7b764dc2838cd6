"""A place to measure in: a scratch folder and a PostgreSQL of its own, both gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from include.runner.postgres import start_postgres, stop_postgres
from include.runner.state import open_state
from include.warehouse.migrate import migrate


@dataclass(frozen=True)
class Place:
    """A scratch folder with a PostgreSQL of its own."""

    scratch: Path
    owner: str
    loader: str
    analyst: str
    pgdata: Path

    def count_core_seconds(self) -> float:
        """Return the processor seconds that PostgreSQL has used since it started: its sessions, also those ended, and its own."""
        postmaster = psutil.Process(int((self.pgdata / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        own = postmaster.cpu_times()
        running = sum(sum(child.cpu_times()[:2]) for child in postmaster.children())
        return float(sum(own[:4]) + running)


@contextmanager
def open_place() -> Iterator[Place]:
    """Yield a place with an empty warehouse; nothing stays."""
    with tempfile.TemporaryDirectory(prefix="rukkhat-bench-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        state = open_state({"RUKKHAT_HOME": str(scratch / "home")})
        databases = start_postgres(state)
        try:
            dsn = databases.warehouse
            migrate(dsn["rukkhat_owner"])
            yield Place(scratch, dsn["rukkhat_owner"], dsn["rukkhat_loader"], dsn["rukkhat_analyst"], state.pgdata)
        finally:
            stop_postgres(state)
