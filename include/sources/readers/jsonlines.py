"""Reads JSON Lines, plain or gzip, as columns of text; nested values are found by a dotted path, lists stay JSON."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import orjson
import pandas as pd

from include.core.errors import FileRejectedError
from include.core.redact import MARK, list_texts, redact_all
from include.sources.readers.text import CONTROL_TEXT, UNREADABLE, name_extra, require_content

GZIP_MAGIC = b"\x1f\x8b"
LINE_BYTES = 4 << 20
BATCH_BYTES = 256 << 20
UNPACKED_BYTES = 8 << 30
PACKED_RATIO = 100
RATIO_COUNTS_FROM = 64 << 20
MOST_DEPTH = 100  # of lists and objects in each other
MOST_EXTRA = 100  # names of a part of a file that are not in the contract, and still told
NO_OBJECT = "malformed: the line is not a JSON object"
TWICE = "malformed: a name stands twice in the JSON object"
WITHHELD = "(withheld: the line cannot be read and may name a reporter)"
# Signs in a raw line of what JSON can carry and no text needs; the parsed values tell whether it really does.
SPACED = re.compile(rb'"[ \t]+:')  # a name that is not counted where names are counted fast
SUSPICIOUS = re.compile(rb"\\u(?:00[01789]|fff)|\x7f|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]", re.IGNORECASE)


@dataclass(frozen=True)
class JsonLinesReader:
    """`paths` maps our names to dotted paths in the object (default: the name); `secret` names a field never shown."""

    paths: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        require_content(path)
        steps = {column: tuple(self.paths.get(column, column).split(".")) for column in columns}
        seen, first, understood = 0, b"", False
        lines = _read_lines(path)
        while chunk := _take(lines, rows):
            frame = _to_frame(chunk, steps, seen)
            seen, first = seen + len(chunk), first or chunk[0]
            understood |= bool((frame["fault"] != NO_OBJECT).any())
            yield frame
        if seen and not understood:
            raise _explain(first)

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`; a secret field is blanked, also where the text repeats it."""
        last = max(row_nos, default=0)
        chosen = {n: line for n, line in enumerate(islice(_read_lines(path), last), start=1) if n in row_nos}
        return {number: self._show(line) for number, line in chosen.items()}

    def _show(self, line: bytes) -> str:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not self.secret:
            return text
        record = _parse(line)
        if record is None:
            return WITHHELD
        contacts = list_texts(record.get(self.secret))
        shown = redact_all({name: value for name, value in record.items() if name != self.secret}, contacts)
        return orjson.dumps({**shown, self.secret: MARK}).decode()


def _take(lines: Iterator[bytes], rows: int) -> list[bytes]:
    """Return the next lines, at most `rows` of them and little more than BATCH_BYTES."""
    taken: list[bytes] = []
    size = 0
    for line in lines:
        taken.append(line)
        size += len(line)
        if len(taken) >= rows or size >= BATCH_BYTES:
            break
    return taken


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _read_lines(path: Path) -> Iterator[bytes]:
    unpacked = 0
    most = min(UNPACKED_BYTES, max(RATIO_COUNTS_FROM, PACKED_RATIO * path.stat().st_size))
    try:
        with _open(path) as file:
            while line := file.readline(LINE_BYTES):
                unpacked += len(line)
                if unpacked > most or (len(line) == LINE_BYTES and not line.endswith(b"\n")):
                    raise FileRejectedError("malformed", "a line or the unpacked file is too large; send it in parts")
                if line.strip(b"\r\n \t\xef\xbb\xbf"):
                    yield line.removeprefix(b"\xef\xbb\xbf")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRejectedError(
            "malformed", "the gzip data is cut or damaged; ask the agency to send it again"
        ) from error


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    may_be_deep = line.count(b"{") + line.count(b"[") > MOST_DEPTH
    return record if isinstance(record, dict) and not (may_be_deep and is_deep(record)) else None


def is_deep(record: dict[str, Any]) -> bool:
    """Tell whether lists and objects stand in each other deeper than anything that is meant to be read."""
    level: list[Any] = [record]
    for _ in range(MOST_DEPTH):
        parts = (value.values() if isinstance(value, dict) else value for value in level)
        level = [value for part in parts for value in part if isinstance(value, dict | list)]
        if not level:
            return False
    return True


def _to_frame(lines: list[bytes], steps: Mapping[str, tuple[str, ...]], seen: int) -> pd.DataFrame:
    parsed = [_parse(line) for line in lines]
    records: list[dict[str, Any]] = [record or {} for record in parsed]
    columns = {"row_no": pd.Series(range(seen + 1, seen + len(lines) + 1), dtype="int64")}
    columns |= {name: _pick(records, step) for name, step in steps.items()}
    nothing = pd.Series(None, index=range(len(lines)), dtype="str")
    columns |= {name_extra(name, steps): nothing for name in _list_extra(records, steps)}
    faults = [_find_fault(line, record) for line, record in zip(lines, parsed, strict=True)]
    return pd.DataFrame({**columns, "fault": pd.Series(faults, dtype=object)})


def _list_extra(records: list[dict[str, Any]], steps: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the names that no column is read from, as dotted paths; not all where there are very many.

    They are told, and nobody reads their values: a file in which every line has names of its own costs no more than another.
    """
    ways = set(steps.values())
    parents = {way[:-1] for way in ways}
    extra: set[tuple[str, ...]] = set()
    for parent in parents:
        names = set[str]().union(*(value for value in _follow(records, parent) if isinstance(value, dict)))
        extra |= {(*parent, name) for name in names} - ways - parents
    return sorted(".".join(way) for way in extra)[:MOST_EXTRA]


def _find_fault(line: bytes, record: dict[str, Any] | None) -> str | None:
    if record is None:
        return NO_OBJECT
    if SUSPICIOUS.search(line) and any(re.search(CONTROL_TEXT, text) for text in list_texts(record)):
        return UNREADABLE
    may_be_twice = line.count(b'":') > len(record) or SPACED.search(line)
    return TWICE if may_be_twice and _has_twice(line) else None


def _has_twice(line: bytes) -> bool:
    try:
        json.loads(line, object_pairs_hook=_refuse_twice)
    except _NamedTwiceError:
        return True
    return False


class _NamedTwiceError(Exception):
    pass


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _NamedTwiceError
    return record


def _explain(line: bytes) -> FileRejectedError:
    """Say why no line of a file is a JSON object, from its first line."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte {error.start} of the first line is not UTF-8"
        return FileRejectedError("wrong_encoding", f"{where}; ask the agency to export it again")
    return FileRejectedError("malformed", "no line is a JSON object; ask the agency to send it as agreed")


def _pick(records: list[dict[str, Any]], step: tuple[str, ...]) -> pd.Series:
    return pd.Series([_to_text(value) for value in _follow(records, step)], dtype="str")


def _follow(records: list[dict[str, Any]], step: tuple[str, ...]) -> list[Any]:
    values: list[Any] = list(records)
    for key in step:
        values = [value.get(key) if isinstance(value, dict) else None for value in values]
    return values


def _to_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    return (
        str(value) if isinstance(value, int | float) and not isinstance(value, bool) else orjson.dumps(value).decode()
    )
