"""Reads a frame of numbers in PostgreSQL's binary form: what is read of everybody has no text in it, and nothing to parse.

Columns are whole numbers, truths, times and places of rows (`ctid`), none of them null; a place becomes one number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement

# Format of COPY: a signature and two fields before the rows, each row a count of fields and each field its length; -1 at the end.
HEAD, TAIL = 19, 2
AT_ONCE = 1 << 18
LONG, SHORT, TRUTH, INSTANT, PLACE = 20, 23, 16, 1184, 27  # pg_type.oid: bigint, integer, boolean, timestamptz, tid
FIELDS = {LONG: ">i8", SHORT: ">i4", TRUTH: "?", INSTANT: ">i8"}
EPOCH = 946_684_800_000_000  # microseconds from 1970 to 2000, from which PostgreSQL counts
PAGE = 1 << 16

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Question:
    """`sql/<name>.frame.sql`, and the types of what it tells, by column."""

    name: str
    asked: str
    kinds: Mapping[str, int]


def read_numbers(connection: Connection, name: str) -> pd.DataFrame:
    """Read `sql/<name>.frame.sql` into a frame of int64, bool and datetime64[us, UTC], rows by their place where they have one.

    Raises:
        ValueError: a field is null, so that rows differ in length.
    """
    question = ask(connection, name)
    return in_frame(read_columns(connection, question), question.kinds)


def ask(connection: Connection, name: str) -> Question:
    """Let PostgreSQL say of what types the columns are."""
    asked = read_statement(f"{name}.frame")
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({asked}\n) as asked limit 0")  # noqa: S608
        return Question(name, asked, {str(column.name): int(column.type_code) for column in cursor.description or ()})


def read_columns(connection: Connection, question: Question, places: str | None = None) -> Columns:
    """Columns of all rows, or of those in some places (a text of `tid[]`), as numbers and truths."""
    with TemporaryFile() as spool, connection.cursor() as cursor:
        asked = question.asked
        if places is not None:
            at = cursor.mogrify("%(places)s::tid[]", {"places": places}).decode()
            asked = f"select * from ({asked}\n) as asked where place = any({at})"  # noqa: S608
        cursor.copy_expert(f"copy (\n{asked}\n) to stdout (format binary)", spool)
        layout = lay_out(question.kinds)
        count, rest = divmod(spool.tell() - HEAD - TAIL, layout.itemsize)
        if rest:
            raise ValueError(f"{question.name}: a column of numbers is null somewhere")
        spool.seek(HEAD)
        return by_place(take_columns(spool, question.kinds, layout, count))


def by_place(columns: Columns) -> Columns:
    """Rows in the order of their places: it does not hang on the plan by which they were read."""
    place = columns.get("place")
    if place is None or (place[1:] > place[:-1]).all():
        return columns
    order = np.argsort(place, kind="stable")
    return {column: values[order] for column, values in columns.items()}


def lay_out(kinds: Mapping[str, int]) -> np.dtype[Any]:
    """A row in COPY's binary form."""
    fields: list[Any] = [("count", ">i2")]
    for column, kind in kinds.items():
        fields += [(f"size of {column}", ">i4"), (column, "V6" if kind == PLACE else FIELDS[kind])]
    return np.dtype(fields)


def take_columns(spool: IO[bytes], kinds: Mapping[str, int], layout: np.dtype[Any], count: int) -> Columns:
    """Columns of a spool of rows, some rows at once."""
    columns = {column: np.empty(count, "?" if kind == TRUTH else "i8") for column, kind in kinds.items()}
    for start in range(0, count, AT_ONCE):
        rows = np.frombuffer(spool.read(min(AT_ONCE, count - start) * layout.itemsize), layout)
        for column, kind in kinds.items():
            columns[column][start : start + len(rows)] = number_places(rows[column]) if kind == PLACE else rows[column]
    return columns


def number_places(places: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """A row's place (page and slot) as one number."""
    parts = np.ascontiguousarray(places).view(np.dtype([("page", ">u4"), ("slot", ">u2")]))
    return np.asarray(parts["page"].astype("i8") * PAGE + parts["slot"], dtype="int64")


def name_places(numbers: npt.NDArray[np.int64]) -> str:
    """Places as PostgreSQL writes a `tid[]`: one text to parse, where a list would be as many."""
    page, slot = np.divmod(numbers, PAGE)
    return "{" + ",".join([f'"({one},{other})"' for one, other in zip(page.tolist(), slot.tolist(), strict=True)]) + "}"


def in_frame(columns: Columns, kinds: Mapping[str, int]) -> pd.DataFrame:
    """Columns as frames have them."""
    return pd.DataFrame(
        {
            column: pd.to_datetime(values + EPOCH, unit="us", utc=True) if kinds[column] == INSTANT else values
            for column, values in columns.items()
        }
    )
