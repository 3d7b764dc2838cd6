"""Everything that was started ends, and nothing else does."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from include.runner import processes
from include.runner.processes import ProcessTable, ignore_signals, recover, wait_until

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
ORPHAN = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
"""
SUPERVISOR = """
import os, sys, time
from pathlib import Path
from include.runner.processes import ProcessTable
home = Path(sys.argv[1])
table = ProcessTable(home / "processes.json")
table.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ), home / "sleeper.log")
print(table.running["sleeper"][0], flush=True)
time.sleep(60)
"""


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def start(table: ProcessTable, name: str, program: str) -> str:
    """Start a Python program; return the first line that it prints."""
    log = table.path.parent / f"{name}.log"
    environment = {**os.environ, "RUKKHAT_HOME": str(table.path.parent)}
    table.start(name, [sys.executable, "-c", program], environment, log)
    assert wait_until(lambda: log.read_text().endswith("\n"), 10, 0.02)
    return log.read_text().strip()


@pytest.fixture
def table(tmp_path: Path) -> ProcessTable:
    return ProcessTable(tmp_path / "processes.json")


def test_a_whole_family_ends(table: ProcessTable) -> None:
    child = int(start(table, "family", FAMILY))
    parent = table.running["family"][0]
    assert table.find_dead() == []
    table.stop_all()
    assert is_gone(parent)
    assert is_gone(child)
    assert not table.path.exists()


def test_who_does_not_listen_is_ended_by_force(table: ProcessTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_S", 0.2)
    start(table, "deaf", DEAF)
    pid = table.running["deaf"][0]
    table.stop_all()
    assert is_gone(pid)


def test_a_process_that_ended_is_noticed(table: ProcessTable) -> None:
    start(table, "short", "print('bye')")
    assert wait_until(lambda: table.find_dead() == ["short"], 10, 0.02)


def test_a_later_run_ends_members_whose_leader_is_gone(table: ProcessTable) -> None:
    child = int(start(table, "orphan", ORPHAN))
    assert wait_until(lambda: table.find_dead() == ["orphan"], 10, 0.02)
    assert not is_gone(child)
    recover(table.path)
    assert wait_until(lambda: is_gone(child), 5)


def test_a_stranger_with_a_reused_number_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    path = tmp_path / "processes.json"
    path.write_text(json.dumps({"scheduler": [stranger.pid, time.time() - 9999]}))
    recover(path)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        os.kill(supervisor.pid, signal.SIGKILL)
    assert wait_until(lambda: is_gone(child), 5)


def test_the_log_of_the_run_before_stays(table: ProcessTable) -> None:
    for word in ("first", "second"):
        start(table, "word", f"print('{word}')")
    assert (table.path.parent / "word.log").read_text() == "second\n"
    assert (table.path.parent / "word.log.1").read_text() == "first\n"
    assert (table.path.parent / "word.log").stat().st_mode & 0o077 == 0


def test_a_second_ctrl_c_does_not_break_the_cleaning_up() -> None:
    before = signal.getsignal(signal.SIGINT)
    with ignore_signals():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGINT) is before
