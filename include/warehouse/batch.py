"""One batch on its way in: temporary copies of the staging tables, COPY of columns, and the load into core."""

import io

import pandas as pd
import pyarrow as pa
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812
from pyarrow import csv as arrow_csv

from include.warehouse.statements import has_statement, read_statement


def open_batch(connection: Connection, record: str) -> tuple[str, ...]:
    """Create the session's own copy of `staging.<record>`, gone with the transaction; return its columns."""
    statement = sql.SQL("create temporary table {0} (like staging.{0}) on commit drop").format(sql.Identifier(record))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute(sql.SQL("select * from pg_temp.{} limit 0").format(sql.Identifier(record)))
        return tuple(column.name for column in cursor.description or ())


def open_copy(connection: Connection, schema: str, table: str) -> None:
    """Create the session's own, empty copy of a table, with its defaults; gone with the transaction."""
    statement = sql.SQL("create temporary table {} (like {} including defaults) on commit drop")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(schema, table)))


def copy_rows(connection: Connection, record: str, columns: tuple[str, ...], rows: pd.DataFrame) -> int:
    """COPY the frame's `columns` into the batch; return the rows written. Text stays text, missing is NULL."""
    if rows.empty:
        return 0
    table = pa.Table.from_pandas(rows.loc[:, list(columns)], preserve_index=False)
    buffer = io.BytesIO()
    arrow_csv.write_csv(table, buffer, arrow_csv.WriteOptions(include_header=False))
    buffer.seek(0)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("copy pg_temp.{} ({}) from stdin (format csv)").format(sql.Identifier(record), names)
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, buffer)
        return int(cursor.rowcount)


def drop_files(connection: Connection, record: str, file_ids: list[int]) -> None:
    """Take rejected files out of the batch again."""
    statement = sql.SQL("delete from pg_temp.{} where file_id = any(%(file_ids)s)").format(sql.Identifier(record))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"file_ids": file_ids})


def load_batch(connection: Connection, record: str) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Load the batch into core; return the rows loaded per file, and the conflicts as (file_id, row_no)."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("analyze pg_temp.{}").format(sql.Identifier(record)))
        cursor.execute(read_statement(f"core/{record}"))
        loaded = {int(file_id): int(count) for file_id, count in cursor.fetchall()}
        if not has_statement(f"core/{record}.conflict"):
            return loaded, []
        cursor.execute(read_statement(f"core/{record}.conflict"))
        return loaded, [(int(file_id), int(row_no)) for file_id, row_no in cursor.fetchall()]
