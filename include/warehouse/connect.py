"""Connections to the warehouse: pinned session settings, one transaction per `with`, retries on lost connections only."""

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
    """
    connection = psycopg2.connect(dsn, options=SESSION, application_name="rukkhat", connect_timeout=10)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


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
