"""Finds files that lie in the landing place without their control files, by names alone: nothing is opened."""

import os
from collections.abc import Iterator
from pathlib import Path

from include.landing.delivery import CONTROL_SUFFIX


def find_waiting(landing: str) -> list[tuple[str, str, str, int]]:
    """Return (agency, feed, file name, bytes) of every file without control file below `landing`, none without folder."""
    root = Path(landing)
    if not landing or not root.is_dir():
        return []
    return sorted(found for agency in _folders(root) for feed in _folders(agency) for found in _look_into(agency, feed))


def _look_into(agency: Path, feed: Path) -> Iterator[tuple[str, str, str, int]]:
    with os.scandir(feed) as entries:
        files = {entry.name: entry for entry in entries if entry.is_file() and not entry.name.startswith(".")}
    for name, entry in files.items():
        if not name.endswith(CONTROL_SUFFIX) and f"{name}{CONTROL_SUFFIX}" not in files:
            yield agency.name, feed.name, name, entry.stat().st_size


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]
