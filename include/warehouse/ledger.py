"""The ledger of delivered files (`landing.delivered_file`): what arrived, what became of it, to the row."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement


@dataclass(frozen=True)
class Arrival:
    """A file that has come: `control` as JSON text, None while it is missing."""

    agency: str
    feed: str
    file_name: str
    sha256: str
    byte_count: int
    control: str | None
    status: str
    reason: str


@dataclass(frozen=True)
class KnownFile:
    """A line of the ledger."""

    file_id: int
    agency: str
    feed: str
    file_name: str
    sha256: str
    control: dict[str, Any] | None
    status: str
    reason: str
    rows_loaded: int  # by an earlier load of this file, when it is loaded again
    received_at: datetime
    byte_count: int
    is_released: bool = False  # by a person, although it is too dirty


@dataclass(frozen=True)
class Twin:
    """A loaded file of the same content."""

    file_name: str
    rows_read: int
    control: dict[str, Any] | None


@dataclass(frozen=True)
class Outcome:
    """What became of a file; read = loaded + quarantined + duplicate."""

    file_id: int
    status: str
    reason: str = ""
    loaded: int = 0
    quarantined: int = 0
    duplicate: int = 0

    @property
    def read(self) -> int:
        """Rows read, all accounted for."""
        return self.loaded + self.quarantined + self.duplicate


@dataclass(frozen=True)
class QuarantinedRow:
    """A row put aside."""

    file_id: int
    row_no: int
    field: str
    rule: str
    reason: str
    raw: str
    record_key: str | None


def list_known(connection: Connection, names: list[tuple[str, str, str]]) -> list[KnownFile]:
    """Return the lines of the files named: (agency, feed, file name), whatever their content."""
    columns = ([name[place] for name in names] for place in range(3))
    return _select(connection, "landing/known_file", dict(zip(("agency", "feed", "file_name"), columns, strict=True)))


def list_waiting(connection: Connection, agency: str) -> list[KnownFile]:
    """Return the agency's files that have landed and are not yet loaded, in the order of their landing."""
    return _select(connection, "landing/waiting_file", {"agency": agency})


def list_waiting_agencies(connection: Connection) -> list[str]:
    """Return the agencies with files to load."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/waiting_agency"))
        return [row[0] for row in cursor.fetchall()]


def find_loaded_twin(connection: Connection, file: KnownFile) -> Twin | None:
    """Return an earlier loaded file of this feed with the same content, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            read_statement("landing/loaded_twin"),
            {"agency": file.agency, "feed": file.feed, "sha256": file.sha256, "file_id": file.file_id},
        )
        row = cursor.fetchone()
    return Twin(*row) if row else None


def record_arrivals(connection: Connection, arrivals: list[Arrival]) -> None:
    """Write files in their order.

    A file that was rejected and comes again with another control file is given a new chance; a line that said
    `incomplete` goes when its file is complete.
    """
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/delivered_file"), _by_column(arrivals))
        cursor.execute(read_statement("landing/completed_file"))


def order_reload(connection: Connection, order: dict[str, Any]) -> int:
    """Put the day's files of a feed back to be loaded (agency, feed, day, reason, requested_by); return how many."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/reload_request"), order)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def record_outcomes(connection: Connection, outcomes: list[Outcome]) -> None:
    """Close the files' lines in the ledger."""
    if not outcomes:
        return
    with connection.cursor() as cursor:
        read = [outcome.read for outcome in outcomes]
        cursor.execute(read_statement("landing/outcome"), {**_by_column(outcomes), "read": read})


def record_quarantine(connection: Connection, rows: list[QuarantinedRow]) -> None:
    """Write the rows put aside."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/quarantined_row"), _by_column(rows))


def _by_column(lines: Sequence[Arrival | Outcome | QuarantinedRow]) -> dict[str, list[Any]]:
    """Turn lines into one list per field, as PostgreSQL's unnest takes them."""
    return {field.name: [getattr(line, field.name) for line in lines] for field in fields(lines[0])}


def _select(connection: Connection, name: str, parameters: dict[str, Any]) -> list[KnownFile]:
    with connection.cursor() as cursor:
        cursor.execute(read_statement(name), parameters)
        return [KnownFile(*row) for row in cursor.fetchall()]
