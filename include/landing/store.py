"""The immutable store of delivered files: each under the sha256 of its content, written once, never changed."""

import errno
import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO, Protocol

from include.core.errors import RukkhatError
from include.landing.place import PlaceError

CHUNK_BYTES = 1 << 20
TEMPORARY = ".landing-"


class StoreError(RukkhatError):
    """The store cannot take a file; nothing of it was kept, and the next run tries again."""


class FileChangedError(PlaceError):
    """A file that was written to while it was copied; nothing of it was kept, and the next run tries again."""


class Readable(Protocol):
    """What can be read in pieces; an empty piece is the end."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""


class Writable(Protocol):
    """What takes pieces."""

    def write(self, data: bytes, /) -> int:
        """Take a piece whole."""


def stored_path(store: Path, sha256: str) -> Path:
    """Return where the content of that sha256 lies."""
    return store / sha256[:2] / sha256


def keep_file(source: Path, store: Path) -> tuple[str, int]:
    """Copy `source` into the store; return its sha256 and size in bytes.

    Raises:
        StoreError: no space left, or the store is not writable.
        FileChangedError: it grew or was written anew meanwhile.
        PlaceError: it may not be read.
    """
    label = f"{source.parent.parent.name}/{source.parent.name}/{source.name}"
    try:
        with _open(source, label) as delivered:
            before = os.fstat(delivered.fileno())
            return keep_stream(delivered, store, label, lambda size: _must_stand(source, before, size, label))
    except FileNotFoundError as error:
        raise FileChangedError(f"{label} was taken away while it was read; run again") from error
    except PlaceError:
        raise
    except OSError as error:
        raise StoreError(_explain(error, label)) from error


def _open(source: Path, label: str) -> BinaryIO:
    try:
        return source.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise PlaceError(f"{label} cannot be read: {error.strerror}; ask the agency to give us the right to") from error


class Check(Protocol):
    """Judges a copy by its size before it is kept."""

    def __call__(self, size: int, /) -> None:
        """Raise where the copy must not be kept."""


def keep_stream(delivered: Readable, store: Path, label: str, check: Check | None = None) -> tuple[str, int]:
    """Copy what `delivered` gives into the store, in bounded memory; return its sha256 and size in bytes.

    Raises:
        StoreError: no space left, or the store is not writable.
        PlaceError: as `delivered` or `check` raises it; nothing is kept.
    """
    try:
        store.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=store, prefix=TEMPORARY)
    except OSError as error:
        raise StoreError(_explain(error, label)) from error
    try:
        with os.fdopen(descriptor, "wb") as kept:
            fcntl.flock(kept, fcntl.LOCK_EX)
            sha256, size = _copy(delivered, kept)
            kept.flush()
            if check:
                check(size)
            target = stored_path(store, sha256)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            Path(temporary).chmod(0o400)
            Path(temporary).replace(target)
    except PlaceError:
        raise
    except OSError as error:
        raise StoreError(_explain(error, label)) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return sha256, size


def sweep(store: Path) -> int:
    """Remove the temporary files of copies that were killed; return how many. A copy that is under way holds a lock."""
    return sum(_remove_orphan(path) for path in store.glob(f"{TEMPORARY}*"))


def _remove_orphan(path: Path) -> bool:
    try:
        with path.open("rb") as orphan:
            fcntl.flock(orphan, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def _copy(delivered: Readable, kept: Writable) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := delivered.read(CHUNK_BYTES):
        digest.update(chunk)
        kept.write(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _must_stand(source: Path, before: os.stat_result, size: int, label: str) -> None:
    after = source.stat()
    same = (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    if not same or size != before.st_size:
        raise FileChangedError(f"{label} was written to while it was read; it is taken whole by the next run")


def _explain(error: OSError, label: str) -> str:
    remedy = "free space on the store's disk" if error.errno == errno.ENOSPC else "check the folder and its rights"
    return f"cannot keep {label}: {error.strerror}; {remedy}, then run again"
