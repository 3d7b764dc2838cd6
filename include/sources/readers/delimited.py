"""Reads delimited text (CSV and its relatives) as columns of text, with pyarrow's streaming parser."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from include.core.errors import FileRejectedError
from include.sources.readers.quoting import find_open_quote, iterate_records
from include.sources.readers.rows import OddRows
from include.sources.readers.text import (
    find_undecodable,
    has_byte,
    has_control_bytes,
    mark_control_rows,
    name_extra,
    require_columns,
    require_content,
)

BLOCK_BYTES = 8 << 20
HEADER_BYTES = 1 << 16
OPEN_QUOTE = "a quote is never closed"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@cache
def _explain_width(fields: int, columns: int) -> str:
    """One text for all rows of one width: there may be as many as the file has rows."""
    return f"malformed: the row has {fields} fields, not {columns}; the agency must repair its export"


@dataclass(frozen=True)
class DelimitedReader:
    """Reads `encoding` text with `delimiter`; `headings` maps the agency's headings to our names (default: the same).

    A row longer than `block_bytes` rejects the file, which bounds the memory.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    headings: Mapping[str, str] = field(default_factory=dict)
    block_bytes: int = BLOCK_BYTES

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        require_content(path)
        heading, has_rows = self._read_heading(path)
        names = self._name_columns(heading, columns)
        if not has_rows:
            return
        odd = OddRows()
        dirty = has_control_bytes(path)
        last = None
        try:
            for block in self._open(path, names, odd):
                frame = odd.number(block.to_pandas())
                if dirty:
                    frame["fault"] = frame["fault"].where(frame["fault"].notna(), mark_control_rows(frame, names))
                last = frame.iloc[-1:] if len(frame) else last
                yield from (frame.iloc[start : start + rows] for start in range(0, len(frame), rows))
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise self._explain(path) from error
        self._require_closed(path, last, odd)
        yield from odd.flush(names, rows)

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`."""
        found: dict[int, str] = {}
        last = max(row_nos, default=0)
        for number, record in enumerate(iterate_records(path, self._encoding_of(path), self.delimiter)):
            if number in row_nos:
                found[number] = record.rstrip("\r\n")
            if number >= last:
                break
        return found

    def _encoding_of(self, path: Path) -> str:
        with path.open("rb") as file:
            start = file.read(4)
        return next((encoding for bom, encoding in BOMS if start.startswith(bom)), self.encoding)

    def _read_heading(self, path: Path) -> tuple[str, bool]:
        """Return the first line, and whether anything follows it."""
        with path.open("rb") as file:
            start = file.read(HEADER_BYTES)
        try:
            text = codecs.getincrementaldecoder(self._encoding_of(path))().decode(start)
        except UnicodeError as error:
            raise self._explain(path) from error
        heading, *after = re.split("\r\n|\r|\n", text, maxsplit=1)
        return heading, len(start) == HEADER_BYTES or any(after)

    def _name_columns(self, heading: str, columns: tuple[str, ...]) -> list[str]:
        found = next(csv.reader([heading], delimiter=self.delimiter), [])
        names = [self.headings.get(name.strip(), name_extra(name.strip())) for name in found]
        require_columns(names, columns, line=1)
        return names

    def _open(self, path: Path, names: list[str], odd: OddRows) -> Iterator[pa.RecordBatch]:
        def keep(row: arrow_csv.InvalidRow) -> str:
            odd.add(row.number - 1, _explain_width(row.actual_columns, row.expected_columns))
            return "skip"

        encoding = self._encoding_of(path)
        yield from arrow_csv.open_csv(
            path,
            arrow_csv.ReadOptions(
                encoding="utf8" if encoding.startswith("utf-8") else encoding,
                column_names=names,
                skip_rows=1,
                block_size=self.block_bytes,
                use_threads=False,
            ),
            arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=keep),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )

    def _require_closed(self, path: Path, last: pd.DataFrame | None, odd: OddRows) -> None:
        """Refuse a file whose last quote is open: the parser takes the rest of such a file as one value."""
        if not has_byte(path, b'"'):
            return
        values = [] if last is None else last.iloc[0].tolist()
        spans = any(isinstance(value, str) and ("\n" in value or "\r" in value) for value in values)
        if (spans or odd.ends(last) or self._ends_with_quotes(path)) and (line := self._find_open_quote(path)):
            raise FileRejectedError("malformed", f"line {line}: {OPEN_QUOTE}; ask the agency to export it again")

    def _ends_with_quotes(self, path: Path) -> bool:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - HEADER_BYTES))
            tail = file.read().rstrip(b"\r\n\0").splitlines()
        return not tail or (tail[-1].count(b'"') % 2 == 1)

    def _find_open_quote(self, path: Path) -> int | None:
        return find_open_quote(path, self._encoding_of(path), self.delimiter)

    def _explain(self, path: Path) -> FileRejectedError:
        encoding = self._encoding_of(path)
        offset = find_undecodable(path, encoding)
        if offset is not None:
            where = f"byte {offset} is not {encoding}"
            return FileRejectedError("wrong_encoding", f"{where}; ask the agency to export it again")
        line = self._find_open_quote(path)
        where = f"line {line}: {OPEN_QUOTE}" if line else f"a row is longer than {self.block_bytes} bytes"
        return FileRejectedError("malformed", f"{where}; ask the agency to export it again")
