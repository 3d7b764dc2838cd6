"""What PostgreSQL refuses is told with its place, and without any value of a row."""

import psycopg2
import pytest

from include.warehouse.connect import open_transaction, run_again
from tests.conftest import Warehouse

CANARY = "0899999999"
STATEMENTS = {
    "a key twice": (
        f"insert into core.phone (msisdn) values ('{CANARY}'), ('{CANARY}')",
        psycopg2.errors.UniqueViolation,
        "table phone, constraint phone_msisdn_key",
    ),
    "no number": (f"select '{CANARY}x'::integer", psycopg2.errors.InvalidTextRepresentation, "SQLSTATE 22P02"),
    "missing": ("insert into core.phone (msisdn) values (null)", psycopg2.errors.NotNullViolation, "column msisdn"),
}


@pytest.mark.parametrize(("statement", "kind", "told"), STATEMENTS.values(), ids=STATEMENTS.keys())
def test_an_error_names_its_place_and_no_value(
    warehouse: Warehouse, statement: str, kind: type[psycopg2.Error], told: str
) -> None:
    with pytest.raises(kind) as caught, open_transaction(warehouse.loader) as connection:
        connection.cursor().execute(statement)
    assert told in str(caught.value)
    assert CANARY not in f"{caught.value} {caught.value.__cause__} {caught.value.diag.message_detail}"
    assert caught.value.__suppress_context__


def test_a_lost_session_is_still_tried_again(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.warehouse.connect.time.sleep", lambda _: None)
    tries = []

    def work() -> int:
        with open_transaction(warehouse.loader) as connection, connection.cursor() as cursor:
            tries.append(1)
            if len(tries) == 1:
                cursor.execute("select pg_terminate_backend(pg_backend_pid())")
            cursor.execute("select 7")
            row = cursor.fetchone()
            return int(row[0]) if row else 0

    assert run_again(work) == 7
    assert len(tries) == 2
