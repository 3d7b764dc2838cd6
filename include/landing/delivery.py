"""Finds what agencies have put down: `<root>/<agency>/<feed>/<file>` with `<file>.ctl.json` written last."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

CONTROL_SUFFIX = ".ctl.json"


@dataclass(frozen=True)
class DeliveredFile:
    """One file as found. `control` is None while the control file is missing, and {} where it is not readable JSON."""

    agency: str
    feed: str
    path: Path
    control: dict[str, Any] | None

    @property
    def name(self) -> str:
        """The file's name as delivered."""
        return self.path.name

    @property
    def claimed_sha256(self) -> str:
        """The sha256 that the control file claims, empty where it claims none."""
        return str((self.control or {}).get("sha256", ""))


def find_delivered(root: Path) -> list[DeliveredFile]:
    """Return all files below `root` that are not control files, in the order in which they are to be loaded."""
    files = [
        DeliveredFile(path.parent.parent.name, path.parent.name, path, _read_control(path))
        for path in _walk(root)
        if not path.name.endswith(CONTROL_SUFFIX)
    ]
    return sorted(files, key=lambda file: (file.agency, file.feed, natural_order(file.name)))


def read_day(name: str) -> date | None:
    """Return the day that a file's name begins with (YYYYMMDD), None where it begins with none."""
    try:
        return datetime.strptime(name[:8], "%Y%m%d").replace(tzinfo=UTC).date() if name[:8].isdigit() else None
    except ValueError:
        return None


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key of a file name: by its stem, numbers by value, so that `h09` < `h09-2` < `h10`."""
    stem = name.split(".", 1)[0]
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", stem) if part]


def _walk(root: Path) -> Iterator[Path]:
    for agency in _folders(root):
        for feed in _folders(agency):
            yield from (path for path in feed.iterdir() if path.is_file() and not path.name.startswith("."))


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]


def _read_control(path: Path) -> dict[str, Any] | None:
    try:
        text = path.with_name(path.name + CONTROL_SUFFIX).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return {}
    try:
        control = json.loads(text)
    except ValueError:
        return {}
    return control if isinstance(control, dict) else {}
