"""Reads one sheet of an Excel workbook as columns of text; numbers keep their digits, dates become ISO local time."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from include.core.errors import FileRejectedError
from include.sources.readers.sprawl import refuse_sprawl
from include.sources.readers.text import mark_control_rows, name_extra, require_columns, require_content

TOO_WIDE = "malformed: the row has values beside the last heading; the agency must correct it"
MEMBERS = 1000
TITLE_ROWS = 50
PACKED_RATIO = 100
RATIO_COUNTS_FROM = 64 << 20
UNPACKED_BYTES = 2 << 30
EXACT_DIGITS = 1e15  # Excel keeps 15 digits; a longer number has lost some, and shows as 1.23E+16


@dataclass(frozen=True)
class WorkbookReader:
    """`heading_row` counts from 1; headings are our names in Title Case (`Account No` is account_no).

    Where titles of any height, merged or not, stand above the headings, `find` names some of them: the first row that has these is
    the headings', and `heading_row` is not looked at.
    """

    sheet: str
    heading_row: int = 1
    find: frozenset[str] = frozenset()

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`. The format holds a sheet in memory whole."""
        names, cells = self._read(path)
        require_columns(names, columns, self.heading_row)
        for start in range(0, len(cells), rows):
            part = cells[start : start + rows]
            frame = pd.DataFrame(
                {
                    name: pd.Series(values, dtype="str")
                    for name, values in zip(names, zip(*part, strict=True), strict=False)
                }
            )
            frame.insert(0, "row_no", range(start + 1, start + len(part) + 1))
            faults = mark_control_rows(frame, names)
            frame["fault"] = faults.mask(pd.Series([any(row[len(names) :]) for row in part]), TOO_WIDE)
            yield frame

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`; the cells' values, joined by `|`."""
        _, cells = self._read(path)
        return {
            number: "|".join(value or "" for value in cells[number - 1]) for number in row_nos if number <= len(cells)
        }

    def _read(self, path: Path) -> tuple[list[str], list[list[str | None]]]:
        require_content(path)
        _refuse_bomb(path)
        try:
            with path.open("rb") as file:
                rows = (
                    CalamineWorkbook.from_filelike(file).get_sheet_by_name(self.sheet).to_python(skip_empty_area=False)
                )
        except WorksheetNotFound as error:
            raise FileRejectedError(
                "wrong_columns", f"no sheet {self.sheet!r}; ask the agency to send it as agreed"
            ) from error
        except (CalamineError, OSError) as error:
            raise FileRejectedError("malformed", "not an Excel workbook; ask the agency to send it again") from error
        place = self._find_headings(rows)
        if len(rows) < place:
            raise FileRejectedError("wrong_columns", f"no headings in row {place}; ask the agency to send it as agreed")
        texts = [[_to_text(value) for value in row] for row in rows[place:]]
        return _name_columns(rows[place - 1]), [row for row in texts if any(row)]

    def _find_headings(self, rows: list[list[Any]]) -> int:
        """Return the row of the headings, counted from 1."""
        if not self.find:
            return self.heading_row
        for place, row in enumerate(rows[:TITLE_ROWS], start=1):
            if self.find <= set(_name_columns(row)):
                return place
        wanted = ", ".join(sorted(self.find))
        raise FileRejectedError(
            "wrong_columns", f"no row has the headings {wanted}; ask the agency to send it as agreed"
        )


def _name_columns(row: list[Any]) -> list[str]:
    headings = _cut_empty([str(heading).strip() for heading in row])
    return [name_extra("_".join(heading.lower().split())) for heading in headings]


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [(part.file_size, part.compress_size) for part in archive.infolist()]
            unpacked, packed = (sum(size) for size in zip(*sizes, strict=True)) if sizes else (0, 0)
            if len(sizes) > MEMBERS or unpacked > max(RATIO_COUNTS_FROM, min(UNPACKED_BYTES, PACKED_RATIO * packed)):
                raise FileRejectedError(
                    "malformed", "the workbook unpacks to far more than it should; send it in parts"
                )
            refuse_sprawl(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise FileRejectedError("malformed", "not an Excel workbook; ask the agency to send it again") from error


def _cut_empty(headings: list[str]) -> list[str]:
    """Leave out the columns after the last heading: cells that were only formatted."""
    return headings[: max((place for place, heading in enumerate(headings, start=1) if heading), default=0)]


def _to_text(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_DIGITS:
        return str(int(value))
    return str(value) or None
