"""The repair file: open rows as a CSV of our columns with where each came from; what it holds is data, never a formula."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from include.core.contract import Feed, Kind
from include.core.errors import QuarantineError
from include.core.redact import redact_all
from include.warehouse.quarantine import OpenRow, Place

KEY = ("file_id", "row_no")
TOLD = ("file_name", "field", "reason", "raw")
MOST_BYTES = 64 << 20
FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # as a spreadsheet sees it, full-width forms too
ESCAPED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def list_cells(versions: Sequence[Feed]) -> list[str]:
    """Return the columns that a repair file holds: all of the contract's versions, the newest first, but a reporter's identity."""
    columns = (column for feed in reversed(versions) for column in feed.columns if column.kind is not Kind.SECRET)
    return list(dict.fromkeys(column.name for column in columns))


def escape(text: str) -> str:
    """Return a cell that no spreadsheet runs; `unescape` gives the text back unchanged."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape(text: str) -> str:
    """Return what `escape` was given."""
    return text[1:] if ESCAPED.match(text) else text


def write_repair(versions: Sequence[Feed], rows: list[OpenRow], delivered: Iterable[tuple[Feed, pd.DataFrame]]) -> str:
    """Return the repair file of these rows; `delivered`: by version, file_id, row_no and its columns, as delivered."""
    cells = list_cells(versions)
    found = [_hide_reporter(feed, frame) for feed, frame in delivered]
    shown = pd.concat([pd.DataFrame(columns=[*KEY, *cells]), *found])[[*KEY, *cells]].set_index(list(KEY))
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*KEY, *TOLD, *cells])
    for row in rows:
        values = list(shown.loc[row.place, cells]) if row.place in shown.index else [None] * len(cells)
        told = [row.file_name, row.field, row.reason, row.raw]
        texts = [value if isinstance(value, str) else "" for value in [*told, *values]]
        writer.writerow([row.file_id, row.row_no, *map(escape, texts)])
    return out.getvalue()


def read_repair(versions: Sequence[Feed], path: Path) -> pd.DataFrame:
    """Return file_id, row_no and the repaired cells as text, missing where empty.

    Raises:
        QuarantineError: not a repair file of this feed, too large, or a row twice.
    """
    if path.stat().st_size > MOST_BYTES:
        raise QuarantineError(f"{path.name} is larger than {MOST_BYTES >> 20} MB; send it in parts")
    try:
        lines = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise QuarantineError(f"{path.name} is not a CSV in UTF-8; save it as the export was") from error
    needed = [*KEY, *list_cells(versions)]
    missing = [name for name in needed if not lines or name not in lines[0]]
    if missing:
        raise QuarantineError(
            f"{path.name} lacks rows or the columns {', '.join(missing)}; export {versions[-1].key} again"
        )
    return _check_places(path.name, pd.DataFrame([[line[name] for name in needed] for line in lines], columns=needed))


def _check_places(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    for key in KEY:
        if not frame[key].str.fullmatch("[0-9]{1,18}", na=False).all():
            raise QuarantineError(f"{name}: every row needs its {key} as exported, a whole number")
    frame = frame.astype(dict.fromkeys(KEY, "int64"))
    if frame.duplicated(list(KEY)).any():
        raise QuarantineError(f"{name}: a row of the original stands twice; leave one of them out")
    cells = frame.columns.difference(list(KEY), sort=False)
    texts = frame[cells].map(lambda cell: (unescape(cell) or None) if isinstance(cell, str) else None)
    return pd.concat([frame[list(KEY)], texts], axis=1)


def add_secrets(feed: Feed, repaired: pd.DataFrame, delivered: pd.DataFrame) -> pd.DataFrame:
    """Return the repaired rows with this version's columns, those that are never exported taken from the rows as delivered."""
    repaired = repaired[[*KEY, *list_cells([feed])]]
    secret = [column.name for column in feed.columns if column.kind is Kind.SECRET]
    return repaired.merge(delivered[[*KEY, *secret]], on=list(KEY), how="left") if secret else repaired


def places_of(frame: pd.DataFrame) -> list[Place]:
    """Return the rows' places."""
    return [(int(file_id), int(row_no)) for file_id, row_no in zip(frame["file_id"], frame["row_no"], strict=True)]


def _hide_reporter(feed: Feed, delivered: pd.DataFrame) -> pd.DataFrame:
    secret = next((column.name for column in feed.columns if column.kind is Kind.SECRET), None)
    if secret is None:
        return delivered
    contacts = [[value] if isinstance(value, str) else [] for value in delivered[secret]]
    hidden = delivered.copy()
    for name in list_cells([feed]):
        shown = [_redact(value, known) for value, known in zip(delivered[name], contacts, strict=True)]
        hidden[name] = pd.Series(shown, index=hidden.index, dtype=object)
    return hidden


def _redact(value: object, contacts: list[str]) -> object:
    if not isinstance(value, str):
        return None
    try:
        nested = json.loads(value) if value[:1] in "[{" else None
    except ValueError:
        nested = None
    if nested is None:
        return redact_all(value, contacts)
    return json.dumps(redact_all(nested, contacts), ensure_ascii=False)
