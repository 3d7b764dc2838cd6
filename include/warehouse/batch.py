"""One batch on its way in: temporary copies of the staging tables, COPY of columns, and the load into core."""

import io
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812
from pyarrow import csv as arrow_csv

from include.warehouse.accounts import Named, learn_numbers, list_named, number_rows
from include.warehouse.statements import has_statement, read_statement

COPY_BYTES = 4 << 20  # handed over at a time: each piece takes the interpreter's lock


@dataclass(frozen=True)
class Batch:
    """A session's batch of a record: its columns, and the accounts that it has numbered (`bank:account` to number)."""

    record: str
    columns: tuple[str, ...]
    numbers: dict[str, int] = field(default_factory=dict)


def open_batch(connection: Connection, record: str) -> Batch:
    """Create the session's own copy of `staging.<record>`, gone with the transaction."""
    statement = sql.SQL("create temporary table {0} (like staging.{0}) on commit drop").format(sql.Identifier(record))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute(sql.SQL("select * from pg_temp.{} limit 0").format(sql.Identifier(record)))
        return Batch(record, tuple(column.name for column in cursor.description or ()))


def open_copy(connection: Connection, schema: str, table: str) -> None:
    """Create the session's own, empty copy of a table, with its defaults; gone with the transaction."""
    statement = sql.SQL("create temporary table {} (like {} including defaults) on commit drop")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(schema, table)))


def name_accounts(batch: Batch, rows: pd.DataFrame) -> Named | None:
    """Return the accounts that the rows name; None where the record has none."""
    return list_named(rows) if "debtor_id" in batch.columns else None


def learn_accounts(connection: Connection, batch: Batch, named: Named | None) -> None:
    """Let the batch know the numbers of these accounts."""
    if named:
        learn_numbers(connection, named, batch.numbers)


def encode_rows(batch: Batch, rows: pd.DataFrame, named: Named | None) -> io.BytesIO:
    """Return the rows, with the numbers of their accounts, as COPY takes them: text stays text, missing is NULL."""
    if named:
        rows = number_rows(rows, named, batch.numbers)
    buffer = io.BytesIO()
    table = pa.Table.from_pandas(
        rows.loc[:, list(batch.columns)], preserve_index=False
    ).combine_chunks()  # as in `frames`
    arrow_csv.write_csv(table, buffer, arrow_csv.WriteOptions(include_header=False))
    buffer.seek(0)
    return buffer


def copy_rows(connection: Connection, batch: Batch, encoded: io.BytesIO) -> int:
    """Let the batch hold these rows, and no others; return how many."""
    table = sql.Identifier("pg_temp", batch.record)
    names = sql.SQL(", ").join(map(sql.Identifier, batch.columns))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("truncate {}").format(table))
        cursor.copy_expert(sql.SQL("copy {} ({}) from stdin (format csv)").format(table, names), encoded, COPY_BYTES)
        return int(cursor.rowcount)


def stage_rows(connection: Connection, batch: Batch, rows: pd.DataFrame) -> int:
    """Number, encode and copy rows in one go; return how many."""
    named = name_accounts(batch, rows)
    learn_accounts(connection, batch, named)
    return copy_rows(connection, batch, encode_rows(batch, rows, named))


def begin_file(connection: Connection) -> None:
    """Begin a file that is loaded in parts, and may be undone."""
    with connection.cursor() as cursor:
        cursor.execute("savepoint file")


def end_file(connection: Connection, batch: Batch, *, is_kept: bool) -> None:
    """Keep the parts of the file that `begin_file` began, or undo them, with the accounts that they were first to name."""
    if not is_kept:
        batch.numbers.clear()
    with connection.cursor() as cursor:
        cursor.execute("release savepoint file" if is_kept else "rollback to savepoint file; release savepoint file")


def load_batch(connection: Connection, batch: Batch) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Load the batch into core; return the rows loaded per file, and the conflicts as (file_id, row_no)."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("analyze {}").format(sql.Identifier("pg_temp", batch.record)))
        cursor.execute(read_statement(f"core/{batch.record}"))
        loaded = {int(file_id): int(count) for file_id, count in cursor.fetchall()}
        cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("pg_temp", batch.record)))
        staged = cursor.fetchone()
        is_whole = staged is not None and sum(loaded.values()) == staged[0]
        if is_whole or not has_statement(f"core/{batch.record}.conflict"):
            return loaded, []
        cursor.execute(read_statement(f"core/{batch.record}.conflict"))
        return loaded, [(int(file_id), int(row_no)) for file_id, row_no in cursor.fetchall()]
