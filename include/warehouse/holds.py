"""The ledgers of holds (`action.freeze_request`, `hold_event`, `outbox_file`): rows in and out as mappings, and one writer at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement

LOCK = "select pg_advisory_xact_lock(hashtext('action.hold_event'))"
Row = dict[str, Any]


def lock_holds(connection: Connection) -> None:
    """Wait until no other transaction reads and continues the ledger of holds."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def read_rows(connection: Connection, name: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """Return the rows of `sql/<name>.sql` as mappings from column to value."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement(name), parameters or {})
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def write_rows(connection: Connection, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Execute `sql/<name>.sql` once per row; dicts become JSON.

    Raises:
        psycopg2.errors.UniqueViolation: another writer was first.
    """
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(read_statement(name), {key: _to_sql(value) for key, value in row.items()})


def list_standing(connection: Connection, states: Sequence[str]) -> list[str]:
    """Return the ids of the requests that are in one of the states."""
    return [row["request_id"] for row in read_rows(connection, "action/hold_standing", {"states": list(states)})]


def _to_sql(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict) else value
