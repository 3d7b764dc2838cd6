"""Child processes, each in a session of its own, known on disk, so that a later run can end what a killed one left."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GRACE_S = 12.0
MARK = "RUKKHAT_HOME"
PR_SET_PDEATHSIG = 1
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class ProcessTable:
    """The processes of a run: name, pid (which is also its session), and its start time, kept in `path`."""

    path: Path
    running: dict[str, tuple[int, float]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        """Start a command in its own session, its output in `log`; the log of the run before stays as `<log>.1`."""
        if log.exists():
            log.replace(log.with_name(f"{log.name}.1"))
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as output:
            child = subprocess.Popen(  # noqa: S603
                list(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (one thread only)
            )
        self.running[name] = (child.pid, psutil.Process(child.pid).create_time())
        self._write()

    def find_dead(self) -> list[str]:
        """Return the names of processes that have ended."""
        return [name for name, (pid, started) in self.running.items() if not _is_alive(pid, started)]

    def stop_all(self) -> None:
        """End all sessions, members that outlived their leader too: politely, then after a grace by force."""
        home = str(self.path.parent)
        members = [member for pid, started in self.running.values() for member in _find_members(pid, started, home)]
        for member in members:
            _signal(member, signal.SIGTERM)
        _, alive = psutil.wait_procs(members, timeout=GRACE_S)
        late = [member for pid, started in self.running.values() for member in _find_members(pid, started, home)]
        for member in {*alive, *late}:
            _signal(member, signal.SIGKILL)
        psutil.wait_procs([*alive, *late], timeout=5)
        self.running.clear()
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.running), encoding="utf-8")
        fresh.replace(self.path)


def recover(path: Path) -> ProcessTable:
    """Return an empty table, after ending whatever a killed run, recorded in `path`, has left alive."""
    table = ProcessTable(path)
    if path.exists():
        table.running = {
            name: (int(pid), float(started)) for name, (pid, started) in json.loads(path.read_text()).items()
        }
        table.stop_all()
    return table


@contextmanager
def ignore_signals() -> Iterator[None]:
    """Let the block end even when Ctrl-C is pressed again: what it ends must not stay half ended."""
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in STOPPING]
    try:
        yield
    finally:
        for number, action in before:
            signal.signal(number, action)


def wait_until(condition: Callable[[], bool], timeout_s: float, pause_s: float = 0.2) -> bool:
    """Wait for `condition()` to be true; tell whether it became so in time."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause_s)
    return False


def _end_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor dies without a word (kill -9)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _is_alive(pid: int, started: float) -> bool:
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _find_members(leader: int, started: float, home: str) -> list[psutil.Process]:
    """All living processes of the leader's session that are provably ours.

    While the leader lives (same pid, same start) its session is ours; when it is gone its number may have been
    given to a stranger, so a member must carry our mark in its environment.
    """
    is_led = _is_alive(leader, started)
    members = []
    for process in psutil.process_iter():
        try:
            in_session = os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE
            if in_session and (is_led or process.environ().get(MARK) == home):
                members.append(process)
        except (psutil.Error, ProcessLookupError, PermissionError):
            continue
    return members


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
