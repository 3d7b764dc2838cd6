"""One run per state folder, whatever becomes of its holder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from include.runner.lock import AlreadyRunningError, find_holder, hold_lock

HOLD = """
import sys, time
from pathlib import Path
from include.runner.lock import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "run.lock"


def start_holder(lock: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_nobody_holds_a_lock_that_was_never_made(lock: Path) -> None:
    assert find_holder(lock) is None


def test_a_second_run_is_told_who_holds_it(lock: Path) -> None:
    with start_holder(lock) as holder:
        assert find_holder(lock) == holder.pid
        with pytest.raises(AlreadyRunningError, match=rf"pid {holder.pid}\b.*make stop"), hold_lock(lock):
            pass
        holder.kill()


def test_a_killed_holder_holds_nothing(lock: Path) -> None:
    with start_holder(lock) as holder:
        os.kill(holder.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while find_holder(lock) and time.monotonic() < deadline:
        time.sleep(0.01)
    with hold_lock(lock):
        assert lock.read_text() == str(os.getpid())


def test_the_lock_can_be_taken_again_after_the_block(lock: Path) -> None:
    for _ in range(2):
        with hold_lock(lock):
            assert lock.read_text() == str(os.getpid())
        assert find_holder(lock) is None
