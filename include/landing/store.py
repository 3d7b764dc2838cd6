"""The immutable store of delivered files: each under the sha256 of its content, written once, never changed."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from include.core.errors import RukkhatError

CHUNK_BYTES = 1 << 20


class StoreError(RukkhatError):
    """The store cannot take a file; nothing of it was kept, and the next run tries again."""


def stored_path(store: Path, sha256: str) -> Path:
    """Return where the content of that sha256 lies."""
    return store / sha256[:2] / sha256


def keep_file(source: Path, store: Path) -> tuple[str, int]:
    """Copy `source` into the store; return its sha256 and size in bytes.

    Raises:
        StoreError: no space left, or the store is not writable.
    """
    try:
        store.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=store, prefix=".landing-")
    except OSError as error:
        raise StoreError(_explain(error, store)) from error
    try:
        with source.open("rb") as delivered, os.fdopen(descriptor, "wb") as kept:
            sha256, size = _copy(delivered, kept)
        target = stored_path(store, sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        Path(temporary).chmod(0o400)
        Path(temporary).replace(target)
    except OSError as error:
        raise StoreError(_explain(error, source)) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return sha256, size


def _copy(delivered: BinaryIO, kept: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := delivered.read(CHUNK_BYTES):
        digest.update(chunk)
        kept.write(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _explain(error: OSError, path: Path) -> str:
    remedy = "free space on the store's disk" if error.errno == errno.ENOSPC else "check the folder and its rights"
    return f"cannot keep {path.parent.parent.name}/{path.parent.name}/{path.name}: {error.strerror}; {remedy}, then run again"
