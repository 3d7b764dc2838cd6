"""Reads JSON Lines, plain or gzip, as columns of text; nested values are found by a dotted path, lists stay JSON."""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import orjson
import pandas as pd

from include.core.errors import FileRejectedError
from include.core.redact import redact_contact
from include.sources.readers.text import mark_control_rows, require_content

GZIP_MAGIC = b"\x1f\x8b"
LINE_BYTES = 4 << 20
UNPACKED_BYTES = 8 << 30
NO_OBJECT = "malformed: the line is not a JSON object"
WITHHELD = "(withheld: the line cannot be read and may name a reporter)"


@dataclass(frozen=True)
class JsonLinesReader:
    """`paths` maps our names to the dotted path in the object (default: the name); `secret` names a field never shown."""

    paths: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        require_content(path)
        steps = {column: tuple(self.paths.get(column, column).split(".")) for column in columns}
        seen = 0
        lines = _read_lines(path)
        while chunk := list(islice(lines, rows)):
            yield _to_frame(chunk, steps, seen)
            seen += len(chunk)

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
        contact = record.get(self.secret)
        shown = {key: _hide(value, contact) for key, value in record.items()}
        return orjson.dumps({**shown, self.secret: "***"}).decode()


def _hide(value: Any, contact: Any) -> Any:
    return redact_contact(value, str(contact or "")) if isinstance(value, str) else value


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _read_lines(path: Path) -> Iterator[bytes]:
    unpacked = 0
    try:
        with _open(path) as file:
            while line := file.readline(LINE_BYTES):
                unpacked += len(line)
                if unpacked > UNPACKED_BYTES or (len(line) == LINE_BYTES and not line.endswith(b"\n")):
                    raise FileRejectedError("malformed", "a line or the unpacked file is too large; send it in parts")
                if line.strip(b"\r\n \t\xef\xbb\xbf"):
                    yield line.removeprefix(b"\xef\xbb\xbf")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRejectedError("malformed", "the gzip data is cut or damaged; ask the agency to send it again") from error


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return record if isinstance(record, dict) else None


def _to_frame(lines: list[bytes], steps: Mapping[str, tuple[str, ...]], seen: int) -> pd.DataFrame:
    parsed = [_parse(line) for line in lines]
    records: list[dict[str, Any]] = [record or {} for record in parsed]
    if not any(parsed):
        _check_encoding(lines)
    known = {step[0] for step in steps.values()}
    extra = sorted(set().union(*records) - known)
    frame = pd.DataFrame({"row_no": range(seen + 1, seen + len(lines) + 1)})
    for column, step in steps.items():
        frame[column] = _pick(records, step)
    for column in extra:
        frame[column] = _pick(records, (column,))
    broken = pd.Series([None if record is not None else NO_OBJECT for record in parsed], dtype=object)
    texts = [column for column in steps if frame[column].dtype == "str"]
    marked = mark_control_rows(frame, texts) if any(b"\\u00" in line or b"\\uf" in line for line in lines) else broken
    frame["fault"] = broken.where(broken.notna(), marked)
    return frame


def _check_encoding(lines: list[bytes]) -> None:
    try:
        b"".join(lines).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRejectedError("wrong_encoding", "the file is not UTF-8; ask the agency to export it again") from error
    raise FileRejectedError("malformed", "no line is a JSON object; ask the agency to send it as agreed")


def _pick(records: list[dict[str, Any]], step: tuple[str, ...]) -> pd.Series:
    values: list[Any] = records  # type: ignore[assignment]
    for key in step:
        values = [value.get(key) if isinstance(value, dict) else None for value in values]
    return pd.Series([_to_text(value) for value in values], dtype="str")


def _to_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else orjson.dumps(value).decode()
