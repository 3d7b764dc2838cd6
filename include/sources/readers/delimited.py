"""Reads delimited text (CSV and its relatives) as columns of text, with pyarrow's streaming parser."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from include.core.errors import FileRejectedError
from include.sources.readers.text import has_control_bytes, mark_control_rows, require_content

BLOCK_BYTES = 8 << 20
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class DelimitedReader:
    """Reads `encoding` text with `delimiter`; `headings` maps the agency's headings to our names (default: the same)."""

    encoding: str = "utf-8"
    delimiter: str = ","
    headings: Mapping[str, str] = field(default_factory=dict)

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        require_content(path)
        names = self._read_header(path, columns)
        odd_rows: list[tuple[int, str]] = []
        dirty = has_control_bytes(path)
        seen = 0
        try:
            for block in self._open(path, names, odd_rows):
                frame, seen = _number_rows(block.to_pandas(), odd_rows, seen)
                if dirty:
                    marked = mark_control_rows(frame, names)
                    frame["fault"] = frame["fault"].where(frame["fault"].notna(), marked)
                yield from (frame.iloc[start : start + rows] for start in range(0, len(frame), rows))
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise self._explain(error) from error

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`."""
        found: dict[int, str] = {}
        last = max(row_nos, default=0)
        for number, record in enumerate(self._records(path)):
            if number in row_nos:
                found[number] = record.rstrip("\r\n")
            if number >= last:
                break
        return found

    def _records(self, path: Path) -> Iterator[str]:
        record = ""
        with path.open(encoding=self._encoding_of(path), errors="replace", newline="") as file:
            for line in file:
                record += line
                if record.count('"') % 2 == 0:
                    if record.strip("\r\n"):
                        yield record
                    record = ""
        if record:
            yield record

    def _encoding_of(self, path: Path) -> str:
        with path.open("rb") as file:
            start = file.read(4)
        return next((encoding for bom, encoding in BOMS if start.startswith(bom)), self.encoding)

    def _read_header(self, path: Path, columns: tuple[str, ...]) -> list[str]:
        try:
            with path.open(encoding=self._encoding_of(path), newline="") as file:
                header = next(csv.reader(file, delimiter=self.delimiter), [])
        except (UnicodeError, csv.Error) as error:
            raise self._explain(error) from error
        names = [self.headings.get(heading.strip(), heading.strip()) for heading in header]
        missing = [column for column in columns if column not in names]
        if missing or len(set(names)) != len(names):
            what = f"columns missing: {', '.join(missing)}" if missing else "a heading stands twice"
            raise FileRejectedError("wrong_columns", f"line 1: {what}; ask the agency to send it as agreed")
        return names

    def _open(self, path: Path, names: list[str], odd_rows: list[tuple[int, str]]) -> Iterator[pa.RecordBatch]:
        def keep(row: arrow_csv.InvalidRow) -> str:
            odd_rows.append((row.number, f"malformed: {row.actual_columns} fields, not {row.expected_columns}"))
            return "skip"

        yield from arrow_csv.open_csv(
            path,
            arrow_csv.ReadOptions(
                encoding=self._encoding_of(path), column_names=names, skip_rows=1, block_size=BLOCK_BYTES, use_threads=False
            ),
            arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=keep),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )

    def _explain(self, error: Exception) -> FileRejectedError:
        text = str(error)
        if isinstance(error, UnicodeError) or "UTF8" in text:
            return FileRejectedError("wrong_encoding", f"the file is not {self.encoding}; ask the agency to export it again")
        return FileRejectedError("malformed", "the rows cannot be told apart (an open quote?); ask the agency to export again")


def _number_rows(frame: pd.DataFrame, odd_rows: list[tuple[int, str]], seen: int) -> tuple[pd.DataFrame, int]:
    """Give each row its number in the file; rows of the wrong width, which the parser skipped, come back as faults."""
    odd = [(number - 1, why) for number, why in odd_rows]
    odd_rows.clear()
    total = len(frame) + len(odd)
    taken = {number for number, _ in odd}
    frame.insert(0, "row_no", [number for number in range(seen + 1, seen + total + 1) if number not in taken])
    frame["fault"] = pd.Series(None, index=frame.index, dtype=object)
    if odd:
        broken = pd.DataFrame({"row_no": [number for number, _ in odd], "fault": [why for _, why in odd]})
        frame = pd.concat([frame, broken], ignore_index=True).sort_values("row_no", ignore_index=True)
    return frame, seen + total
