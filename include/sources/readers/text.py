"""What the text formats share: opening a file that must not be empty, and rows that cannot be read as text."""

import codecs
import mmap
import re
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd

from include.core.compare import describe_headings
from include.core.errors import FileRejectedError

# Every byte that may begin or be a character that no text needs: C0 but for tab and line ends, DEL, C1, U+FFFE, U+FFFF.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
CONTROL_TEXT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]"
UNREADABLE = "malformed: the row has control characters; the agency must clean its export"
OURS = frozenset({"row_no", "fault"})
CHUNK_BYTES = 1 << 20


def require_content(path: Path) -> None:
    """Raise FileRejectedError (empty_file) for a file of 0 bytes."""
    if path.stat().st_size == 0:
        raise FileRejectedError("empty_file", "the file has 0 bytes; ask the agency to send it again")


def name_extra(heading: str, taken: Collection[str] = ()) -> str:
    """Return a heading of the file as a column's name, apart from those `taken` and the names that readers add themselves."""
    is_ours = heading in OURS or heading in taken or heading.startswith("file_")
    return f"{heading} (delivered)" if is_ours else heading


def require_columns(found: list[str], expected: tuple[str, ...], line: int) -> None:
    """Raise FileRejectedError (wrong_columns) where a column is missing or a heading stands twice."""
    if odd := describe_headings(found, expected):
        raise FileRejectedError("wrong_columns", f"line {line}: {odd}; {AS_AGREED}")
    if len(set(found)) != len(found):
        raise FileRejectedError("wrong_columns", f"line {line}: a heading stands twice; {AS_AGREED}")


AS_AGREED = "ask the agency to send it as agreed"


def has_control_bytes(path: Path) -> bool:
    """Tell whether the file holds any control character that no text needs."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return CONTROL.search(content) is not None


def has_byte(path: Path, byte: bytes) -> bool:
    """Tell whether the file holds this byte anywhere."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(byte) >= 0


def mark_control_rows(frame: pd.DataFrame, columns: Iterable[str]) -> pd.Series:
    """Return a fault per row whose text holds control characters, None elsewhere."""
    dirty = pd.Series(False, index=frame.index)
    for column in columns:
        dirty |= frame[column].str.contains(CONTROL_TEXT, regex=True, na=False)
    return dirty.map({True: UNREADABLE, False: None}).astype(object)


def find_undecodable(path: Path, encoding: str) -> int | None:
    """Return the offset of the first byte that is not `encoding`, None where all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return offset - held + error.start
            offset += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return offset - len(error.object) + error.start
    return None
