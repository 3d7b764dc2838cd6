"""What the text formats share: opening a file that must not be empty, and rows that cannot be read as text."""

import re
from pathlib import Path

import pandas as pd

from include.core.errors import FileRejectedError

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
CONTROL_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
UNREADABLE = "malformed: the row has control characters; the agency must clean its export"


def require_content(path: Path) -> None:
    """Raise FileRejectedError (empty_file) for a file of 0 bytes."""
    if path.stat().st_size == 0:
        raise FileRejectedError("empty_file", "the file has 0 bytes; ask the agency to send it again")


def has_control_bytes(path: Path) -> bool:
    """Tell whether the file holds any control character that no text needs; 1 MiB at a time."""
    with path.open("rb") as file:
        return any(CONTROL.search(chunk) for chunk in iter(lambda: file.read(1 << 20), b""))


def mark_control_rows(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return a fault per row whose text holds control characters, None elsewhere."""
    dirty = pd.Series(False, index=frame.index)
    for column in columns:
        dirty |= frame[column].str.contains(CONTROL_TEXT, regex=True, na=False)
    return dirty.map({True: UNREADABLE, False: None})
