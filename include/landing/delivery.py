"""Finds what agencies have put down: `<root>/<agency>/<feed>/<file>` with `<file>.ctl.json` written last."""

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from include.core.redact import list_texts

CONTROL_SUFFIX = ".ctl.json"
MOST_CONTROL_BYTES = 1 << 20
UNKEPT = re.compile("[\0\ud800-\udfff]")  # what no JSON in PostgreSQL can hold


@dataclass(frozen=True)
class DeliveredFile:
    """One file as found. `control` is None while the control file is missing, and {} where it is not readable JSON.

    `path` is where it lies in a folder; elsewhere it is only `<agency>/<feed>/<file>`, and `address` says where to get it.
    `size` in bytes, None where the place does not tell before the file is read.
    """

    agency: str
    feed: str
    path: Path
    control: dict[str, Any] | None
    address: str = ""
    size: int | None = None

    @property
    def name(self) -> str:
        """The file's name as delivered."""
        return self.path.name

    @property
    def claimed_sha256(self) -> str:
        """The sha256 that the control file claims, empty where it claims none."""
        return str((self.control or {}).get("sha256", ""))

    def read_size(self) -> int | None:
        """Return the size in bytes as it is now, None where the place does not tell, or the file is gone."""
        if self.size is not None or self.address:
            return self.size
        with suppress(FileNotFoundError):
            return self.path.stat().st_size
        return None


def find_delivered(root: Path, scope: tuple[str, ...] = ()) -> list[DeliveredFile]:
    """Return all files below `root` that are not control files, in the order in which they are to be loaded.

    `scope` is what `root` stands for already: nothing, (agency,) or (agency, feed).
    """
    return order_files(
        [
            DeliveredFile(agency, feed, path, _find_control(path))
            for agency, feed, path in _walk(root, scope)
            if not path.name.endswith(CONTROL_SUFFIX)
        ]
    )


def order_files(files: list[DeliveredFile]) -> list[DeliveredFile]:
    """Return files in the order in which they are to be loaded."""
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
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", stem) if part]


def parse_control(content: bytes) -> dict[str, Any]:
    """Return what a control file says, {} where it is no JSON object, or one that the ledger could not keep."""
    try:
        control = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_read_finite)
        is_kept = not any(UNKEPT.search(text) for text in list_texts(control))
    except (ValueError, RecursionError):
        return {}
    return control if is_kept and isinstance(control, dict) else {}


def is_nameable(name: str) -> bool:
    """Tell whether the name of a file or folder is text: file systems take any bytes for one."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _read_finite(number: str) -> float:
    value = float(number)
    return value if math.isfinite(value) else _refuse("a number without end")


def _walk(root: Path, scope: tuple[str, ...]) -> Iterator[tuple[str, str, Path]]:
    for agency in [root] if scope else _folders(root):
        for feed in [root] if len(scope) > 1 else _folders(agency):
            names = (*scope, *(folder.name for folder in (agency, feed) if folder != root))
            for path in feed.iterdir():
                if path.is_file() and not path.name.startswith("."):
                    yield names[0], names[1], path


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]


def read_control(path: Path) -> dict[str, Any]:
    """Return what a control file of this machine says, {} also where it cannot be read or is far too large."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_CONTROL_BYTES + 1)
    except OSError:
        return {}
    return parse_control(content) if len(content) <= MOST_CONTROL_BYTES else {}


def _find_control(path: Path) -> dict[str, Any] | None:
    control = path.with_name(path.name + CONTROL_SUFFIX)
    return read_control(control) if control.is_file() else None
