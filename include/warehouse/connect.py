"""Connections to the warehouse: pinned session settings, one transaction per `with`, retries on lost connections only."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812

Result = TypeVar("Result")
SESSION = (
    "-c timezone=UTC -c datestyle=ISO -c search_path=pg_catalog -c idle_in_transaction_session_timeout=15min"
    " -c work_mem=64MB -c temp_buffers=64MB -c default_statistics_target=10"
)
PASSING = (psycopg2.OperationalError, psycopg2.InterfaceError)


@contextmanager
def open_transaction(dsn: str) -> Iterator[Connection]:
    """Yield a connection whose work commits at the end of the block, or not at all.

    Raises:
        psycopg2.OperationalError: the warehouse does not answer, or the session was lost.
        psycopg2.Error: what PostgreSQL refuses, told without any value of a row.
    """
    connection = psycopg2.connect(dsn, options=SESSION, application_name="rukkhat", connect_timeout=10)
    try:
        with connection:
            yield connection
    except psycopg2.Error as error:
        if error.pgcode is None:
            raise
        raise type(error)(_tell(error)).with_traceback(error.__traceback__) from None
    finally:
        connection.close()


@contextmanager
def open_beside(dsn: str, connection: Connection) -> Iterator[Connection]:
    """Yield a second connection that sees the warehouse at the same moment as the first one, which must not have asked anything yet."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("select pg_export_snapshot()")
        moment = cursor.fetchone()
    with open_transaction(dsn) as other, other.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("set transaction snapshot %(moment)s", {"moment": moment and moment[0]})
        yield other


def _tell(error: psycopg2.Error) -> str:
    """Return what went wrong and where. Details, context and quoted words may hold a person's values, and stay away."""
    seen = error.diag
    words = re.sub(r'"[^"]*"', '"..."', seen.message_primary or "the statement failed")
    places = {"table": seen.table_name, "column": seen.column_name, "constraint": seen.constraint_name}
    told = ", ".join(f"{kind} {name}" for kind, name in places.items() if name)
    return f"{words} (SQLSTATE {error.pgcode}{', ' if told else ''}{told})"


def run_again(work: Callable[[], Result], *, attempts: int = 4, pause_s: float = 1.0) -> Result:
    """Run `work`, again on a new connection when the last one was lost or the transaction was chosen as deadlock victim.

    `work` opens its own transaction, so a failed attempt has left nothing.
    """
    for attempt in range(1, attempts):
        try:
            return work()
        except (*PASSING, psycopg2.errors.DeadlockDetected, psycopg2.errors.SerializationFailure):
            time.sleep(pause_s * 2 ** (attempt - 1))
    return work()
