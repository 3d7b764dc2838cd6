"""One run per state folder: a lock that the kernel gives back when its holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another run holds the state folder."""


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the lock for the block; its file names the holder's pid.

    Raises:
        AlreadyRunningError: another process holds it.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                f"a run is up already (pid {_read_pid(path)}); `make stop` ends it, or set RUKKHAT_HOME for another"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def find_holder(path: Path) -> int | None:
    """Return the pid of the process that holds the lock, None where nobody does."""
    if not path.exists():
        return None
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read_pid(path)
    return None


def _read_pid(path: Path) -> int | None:
    text = path.read_text(encoding="utf-8")
    return int(text) if text.isdigit() else None
