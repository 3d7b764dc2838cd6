"""The project's own landing place: what people hand in is put there as a file with its control file, like any delivery."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from include.landing.delivery import CONTROL_SUFFIX
from include.landing.place import Place

FOLDER = "inbox"


def find_inbox(home: Path) -> Place:
    """Return the inbox as a landing place."""
    return Place("file", "", None, str(home / FOLDER))


def put_file(home: Path, agency: str, feed: str, name: str, content: bytes, told: Mapping[str, Any]) -> None:
    """Put a file down, then its control file, which also says what is `told` of it; each whole or not at all, synced to the disk.

    Raises:
        OSError: the disk is full or not writable; nothing that counts was put down.
    """
    folder = home / FOLDER / agency / feed
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    control = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), **told}
    _write(folder / name, content)
    _write(folder / (name + CONTROL_SUFFIX), json.dumps(control).encode())
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def list_inbox(home: Path, before: float) -> list[tuple[str, str, str]]:
    """Return the files (agency, feed, name) that were put down before that time (epoch seconds)."""
    return [
        (path.parent.parent.name, path.parent.name, path.name)
        for path in (home / FOLDER).glob("*/*/*")
        if not path.name.endswith(CONTROL_SUFFIX) and path.stat().st_mtime < before
    ]


def clear_inbox(home: Path, settled: Iterable[tuple[str, str, str]]) -> None:
    """Take these files away with their control files."""
    for agency, feed, name in settled:
        path = home / FOLDER / agency / feed / name
        path.with_name(name + CONTROL_SUFFIX).unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    hidden = path.with_name(f".{path.name}")
    descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)
