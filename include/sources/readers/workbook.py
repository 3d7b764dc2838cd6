"""Reads one sheet of an Excel workbook as columns of text; numbers keep their digits, dates become ISO in local time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from include.core.errors import FileRejectedError
from include.sources.readers.text import mark_control_rows, require_content

MANGLED = r"^\d(?:\.\d+)?[eE]\+\d+$"


@dataclass(frozen=True)
class WorkbookReader:
    """`heading_row` counts from 1; headings are our names in Title Case (`Account No` is account_no)."""

    sheet: str
    heading_row: int = 1

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`. The format holds a sheet in memory whole."""
        names, cells = self._read(path)
        missing = [column for column in columns if column not in names]
        if missing:
            raise FileRejectedError("wrong_columns", f"columns missing: {', '.join(missing)}; ask the agency to send it as agreed")
        for start in range(0, len(cells), rows):
            part = cells[start : start + rows]
            frame = pd.DataFrame(
                {name: pd.Series(values, dtype="str") for name, values in zip(names, zip(*part, strict=True), strict=True)}
            )
            frame.insert(0, "row_no", range(start + 1, start + len(part) + 1))
            frame["fault"] = mark_control_rows(frame, names)
            yield frame

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`; the cells' values, joined by `|`."""
        _, cells = self._read(path)
        return {number: "|".join(value or "" for value in cells[number - 1]) for number in row_nos if number <= len(cells)}

    def _read(self, path: Path) -> tuple[list[str], list[list[str | None]]]:
        require_content(path)
        try:
            with path.open("rb") as file:
                rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name(self.sheet).to_python(skip_empty_area=False)
        except WorksheetNotFound as error:
            raise FileRejectedError("wrong_columns", f"no sheet {self.sheet!r}; ask the agency to send it as agreed") from error
        except (CalamineError, OSError) as error:
            raise FileRejectedError("malformed", "not an Excel workbook; ask the agency to send it again") from error
        if len(rows) < self.heading_row:
            raise FileRejectedError("wrong_columns", f"no headings in row {self.heading_row}; ask the agency to send it as agreed")
        names = [str(heading).strip().lower().replace(" ", "_") for heading in rows[self.heading_row - 1]]
        width = len(names)
        texts = [[_to_text(value) for value in row[:width]] for row in rows[self.heading_row :]]
        return names, [row for row in texts if any(row)]


def _to_text(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip() if not isinstance(value, str) else value
    return text or None
