"""The ledger of what people decide about rows put aside and files refused (`landing.quarantine_decision`)."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import has_statement, read_statement

Place = tuple[int, int]  # file_id, row_no
# The key's columns and the batch are the record's, so that this one cannot stand in a file.
RESENT = """
with met as materialized (
    select put_aside.file_id, put_aside.row_no, min(staged.file_id) as by_file_id
    from (select {} as record_key, file_id from pg_temp.{}) as staged
    inner join landing.quarantined_row as put_aside on staged.record_key = put_aside.record_key
    where put_aside.rule <> 'conflict' and put_aside.file_id <> all(%(file_ids)s)
    group by put_aside.file_id, put_aside.row_no
)
select met.file_id, met.row_no, met.by_file_id
from met
inner join landing.quarantine_state as known on met.file_id = known.file_id and met.row_no = known.row_no
inner join landing.delivered_file as file on met.file_id = file.file_id
where known.state = 'open' and file.agency = %(agency)s and file.feed = %(feed)s
"""


@dataclass(frozen=True)
class OpenRow:
    """A row put aside that nobody has settled."""

    file_id: int
    row_no: int
    agency: str
    feed: str
    file_name: str
    sha256: str
    field: str
    rule: str
    reason: str
    raw: str
    control: dict[str, Any] | None
    received_at: datetime

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return self.file_id, self.row_no


@dataclass(frozen=True)
class Decision:
    """What is decided about a row; `became` (loaded, duplicate) and `repair_sha256` of a re-submitted one."""

    file_id: int
    row_no: int
    decision: str
    reason: str
    became: str | None = None
    by_file_id: int | None = None
    repair_sha256: str | None = None


def lock_agency(connection: Connection, agency: str) -> None:
    """Wait until nobody else loads rows of this agency, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/agency_lock"), {"agency": agency})


def list_open(connection: Connection, agency: str, feed: str, file_name: str | None = None) -> list[OpenRow]:
    """Return the open rows of a feed, or of the files of that name."""
    with connection.cursor() as cursor:
        cursor.execute(
            read_statement("landing/open_row"), {"agency": agency, "feed": feed, "file_name": file_name or None}
        )
        return [OpenRow(*row) for row in cursor.fetchall()]


def list_settled(connection: Connection, file_ids: list[int]) -> set[Place]:
    """Return the rows of these files that were repaired and loaded since they were put aside."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/settled_row"), {"file_ids": file_ids})
        return {(int(file_id), int(row_no)) for file_id, row_no in cursor.fetchall()}


def decide(connection: Connection, decisions: list[Decision], decided_by: str) -> int:
    """Write decisions about open rows; return how many were written, rows that are settled are left alone."""
    if not decisions:
        return 0
    columns: dict[str, Any] = {
        field.name: [getattr(line, field.name) for line in decisions] for field in fields(Decision)
    }
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/quarantine_decision"), {**columns, "decided_by": decided_by})
        return int(cursor.rowcount)


def move_repaired(connection: Connection, moved: dict[int, tuple[int, int]]) -> None:
    """Move rows of each file from the quarantined to the loaded and the duplicate ones: file_id to both counts."""
    parameters = {
        "file_id": list(moved),
        "loaded": [loaded for loaded, _ in moved.values()],
        "duplicate": [duplicate for _, duplicate in moved.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/repaired_file"), parameters)


def find_releasable(connection: Connection, wanted: dict[str, str]) -> tuple[int, str, str, bool] | None:
    """Return (file_id, status, reason, is_released) of the newest file of agency, feed, file_name and sha256 (a start)."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/releasable_file"), wanted)
        row = cursor.fetchone()
    return (int(row[0]), str(row[1]), str(row[2]), bool(row[3])) if row else None


def record_release(connection: Connection, file_id: int, reason: str, decided_by: str) -> None:
    """Write down the release and put the file back to be loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            read_statement("landing/released_file"), {"file_id": file_id, "reason": reason, "decided_by": decided_by}
        )


def keep_conflicts(connection: Connection, record: str, places: list[Place]) -> None:
    """Keep the content of staged rows that contradict what is loaded, beside it."""
    if places and has_statement(f"core/{record}.kept"):
        parameters = {"file_id": [file_id for file_id, _ in places], "row_no": [row_no for _, row_no in places]}
        with connection.cursor() as cursor:
            cursor.execute(read_statement(f"core/{record}.kept"), parameters)


def has_open_keys(connection: Connection, agency: str, feed: str) -> bool:
    """Tell whether a feed has open rows that a resend may supersede by their key."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/open_key"), {"agency": agency, "feed": feed})
        row = cursor.fetchone()
    return bool(row and row[0])


def find_resent_keys(
    connection: Connection, record: str, parts: tuple[str, ...], times: frozenset[str], of: dict[str, Any]
) -> dict[Place, int]:
    """Return the open rows whose key stands in the batch, and in which of its files; `parts` are the key's columns.

    `of` holds agency, feed and file_ids, the files being loaded. Only rows of other files count, and no conflicts: their key is
    loaded already, and waits for a person. The keys of the batch are looked up, whatever else stands in the quarantine.
    """
    written = sql.SQL("to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')")
    shown = [written.format(sql.Identifier(part)) if part in times else sql.Identifier(part) for part in parts]
    statement = sql.SQL(RESENT).format(sql.SQL(" || '|' || ").join(shown), sql.Identifier(record))
    with connection.cursor() as cursor:
        cursor.execute(statement, of)
        return {(int(file_id), int(row_no)): int(by) for file_id, row_no, by in cursor.fetchall()}


def list_resent(connection: Connection, file_ids: list[int]) -> list[tuple[int, int, int]]:
    """Return (file_id, row_no, by_file_id) of open rows without a key that these files, of the same name, have well."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("landing/resent_row"), {"file_ids": file_ids})
        return [(int(file_id), int(row_no), int(by)) for file_id, row_no, by in cursor.fetchall()]
