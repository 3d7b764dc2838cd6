"""Finds files that lie in landing folders without their control files, by names alone: nothing is opened."""

import os
from collections.abc import Iterator
from pathlib import Path

from include.landing.delivery import CONTROL_SUFFIX, is_nameable
from include.landing.place import parse_places


def find_waiting(landing: str) -> list[tuple[str, str, str, int]]:
    """Return (agency, feed, file name, bytes) of every file without control file in the folders that `landing` lists.

    Places on other machines are not asked; landing itself notes what waits there.
    """
    places = [place for place in parse_places(landing) if place.is_local and Path(place.path).is_dir()]
    return sorted({found for place in places for found in _look_below(Path(place.path), place.scope)})


def _look_below(root: Path, scope: tuple[str, ...]) -> Iterator[tuple[str, str, str, int]]:
    for agency in [root] if scope else _folders(root):
        for feed in [root] if len(scope) > 1 else _folders(agency):
            names = (*scope, *(folder.name for folder in (agency, feed) if folder != root))
            named = ((name, size) for name, size in _look_into(feed) if is_nameable("/".join([*names[:2], name])))
            yield from ((*names[:2], name, size) for name, size in named)  # type: ignore[misc]  # two names


def _look_into(feed: Path) -> Iterator[tuple[str, int]]:
    with os.scandir(feed) as entries:
        files = {entry.name: entry for entry in entries if entry.is_file() and not entry.name.startswith(".")}
    for name, entry in files.items():
        if not name.endswith(CONTROL_SUFFIX) and f"{name}{CONTROL_SUFFIX}" not in files:
            yield name, entry.stat().st_size


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]
