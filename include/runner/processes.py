"""Child processes, each in a session of its own, known on disk, so that a later run can end what a killed one left."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GRACE_S = 12.0


@dataclass
class ProcessTable:
    """The processes of a run: name, pid (which is also its process group), and its start time, kept in `path`."""

    path: Path
    running: dict[str, tuple[int, float]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        """Start a command in its own session, its output in `log`."""
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as output:
            child = subprocess.Popen(  # noqa: S603
                list(command), env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        self.running[name] = (child.pid, psutil.Process(child.pid).create_time())
        self._write()

    def find_dead(self) -> list[str]:
        """Return the names of processes that have ended."""
        return [name for name, (pid, started) in self.running.items() if not _is_alive(pid, started)]

    def stop_all(self) -> None:
        """End all groups: politely, then after a grace by force; members that left their leader are found by session."""
        members = [member for pid, started in self.running.values() for member in _find_members(pid, started)]
        for member in members:
            _signal(member, signal.SIGTERM)
        _, alive = psutil.wait_procs(members, timeout=GRACE_S)
        for member in alive:
            _signal(member, signal.SIGKILL)
        psutil.wait_procs(alive, timeout=5)
        self.running.clear()
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        self.path.write_text(json.dumps(self.running), encoding="utf-8")


def recover(path: Path) -> ProcessTable:
    """Return an empty table, after ending whatever a killed run, recorded in `path`, has left alive."""
    table = ProcessTable(path)
    if path.exists():
        table.running = {name: (int(pid), float(started)) for name, (pid, started) in json.loads(path.read_text()).items()}
        table.stop_all()
    return table


def _is_alive(pid: int, started: float) -> bool:
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _find_members(leader: int, started: float) -> list[psutil.Process]:
    """All processes of the leader's session that are not older than it (a reused pid is not ours)."""
    members = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader and process.create_time() >= started - 1:
                members.append(process)
        except (psutil.NoSuchProcess, ProcessLookupError, PermissionError):
            continue
    return members


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def wait_until(condition: Callable[[], bool], timeout_s: float, pause_s: float = 0.2) -> bool:
    """Wait for `condition()` to be true; tell whether it became so in time."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause_s)
    return False
