"""Reads frames out of the warehouse and writes results back: COPY both ways, columns only."""

import io
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any

import orjson
import pandas as pd
import pyarrow as pa
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812
from psycopg2.extensions import cursor as Cursor  # noqa: N812
from pyarrow import csv as arrow_csv

from include.core.frames import FRAME_NAMES, Evidence
from include.warehouse.statements import read_statement

FORGET = sql.SQL(
    "delete from {kept} as old where not exists"
    " (select from {fresh} as new where {same} and row(new.*) is not distinct from row(old.*))"
)
OUTDATE = sql.SQL(
    "delete from {kept} as old using {fresh} as new where {same} and row(new.*) is distinct from row(old.*)"
)
INTEGERS = frozenset({
    "account_id", "transfer_id", "debtor_id", "creditor_id", "phone_id",
    "call_id", "a_phone_id", "b_phone_id", "duration_s", "seq",
    "tier", "hop", "tip_count", "victim_phone_id", "victim_account_id",
    "file_id", "rows_read", "rows_quarantined", "person_id",
    "balance_satang", "amount_satang", "loss_satang", "traced_satang", "held_satang", "returned_satang",
    "payment", "number", "still_satang", "crumb_satang", "payments", "payers", "senders", "receivers", "largest_satang",
    "outflow_satang", "asked_satang", "standing_satang",
})  # fmt: skip
INSTANTS = frozenset({
    "snapshot_at", "booked_at", "started_at", "activated_at", "reported_at",
    "paid_at", "mentioned_at", "ordered_at", "blocked_at", "as_of",
    "first_tip_at", "requested_at", "first_at", "last_at", "received_at",
})  # fmt: skip
DAYS = frozenset({"opened_on", "listed_on"})
REALS = frozenset({"lat", "lon", "certainty", "mule_score", "scam_score", "score", "weight"})
TRUTHS = frozenset({"is_flagged", "is_unseen", "is_seen", "is_main", "is_late"})


def read_evidence(connection: Connection) -> Evidence:
    """Read all frames that the network is built from, as of one moment."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
    return Evidence(**{name: read_frame(connection, f"core/{name}") for name in FRAME_NAMES})


def read_frame(connection: Connection, name: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Read `sql/<name>.frame.sql` into a frame; the types follow the names of the columns (see `core.frames`)."""
    asked = read_statement(f"{name}.frame")
    with TemporaryFile() as spool, connection.cursor() as cursor:  # in C: psycopg2 writes every row by itself
        if parameters is not None:
            asked = cursor.mogrify(asked, parameters).decode()
        statement = f"copy (\n{asked}\n) to stdout (format csv, header)"
        cursor.copy_expert(statement, spool)
        spool.seek(0)
        header = spool.readline().decode().strip().split(",")
        spool.seek(0)
        table = arrow_csv.read_csv(
            spool,
            convert_options=arrow_csv.ConvertOptions(
                column_types={column: _arrow_type(column) for column in header},
                null_values=[""],
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        )
    return pd.DataFrame(table.to_pandas())


def replace_rows(connection: Connection, schema: str, table: str, frame: pd.DataFrame) -> int:
    """Replace the content of `<schema>.<table>` by the frame's; readers see the old content until the commit.

    Columns named `*_satang` become `*_amount` (or `amount`) in baht; lists and dicts become jsonb.
    """
    name = sql.Identifier(schema, table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("delete from {}").format(name))
    return append_rows(connection, schema, table, frame)


def merge_rows(connection: Connection, schema: str, table: str, frame: pd.DataFrame, *, is_whole: bool = True) -> int:
    """Make the frame the content of `<schema>.<table>`; rows that stand there as they are stay untouched.

    Returns how many rows were taken away or written. The table needs a primary key. A frame that is not whole leaves rows
    that it does not name.
    """
    fresh, kept = sql.Identifier("pg_temp", f"new_{table}"), sql.Identifier(schema, table)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("create temporary table {} (like {} including defaults) on commit drop").format(
                sql.Identifier(f"new_{table}"), kept
            )
        )
        append_rows(connection, "pg_temp", f"new_{table}", frame)
        same = _same_key(cursor, schema, table)
        # Both sides are read whole, by hashes, whatever statistics say; to gather some of the new rows takes longer than the merge.
        cursor.execute("set local enable_nestloop = off; set local enable_mergejoin = off; set local work_mem = '64MB'")
        cursor.execute((FORGET if is_whole else OUTDATE).format(kept=kept, fresh=fresh, same=same))
        gone = int(cursor.rowcount)
        cursor.execute(
            sql.SQL(
                "insert into {} select new.* from {} as new where not exists (select from {} as old where {})"
            ).format(kept, fresh, kept, same)
        )
        written = int(cursor.rowcount)
        cursor.execute(
            "set local enable_nestloop to default; set local enable_mergejoin to default; set local work_mem to default"
        )
        return gone + written


def _same_key(cursor: Cursor, schema: str, table: str) -> sql.Composable:
    cursor.execute(read_statement("landing/key_column"), {"qualified": f"{schema}.{table}"})
    columns = [sql.Identifier(str(name)) for (name,) in cursor.fetchall()]
    return sql.SQL(" and ").join(sql.SQL("new.{} = old.{}").format(column, column) for column in columns)


def append_rows(connection: Connection, schema: str, table: str, frame: pd.DataFrame) -> int:
    """COPY the frame's columns to the end of `<schema>.<table>`; return the rows written."""
    if frame.empty:
        return 0
    written = _to_sql_columns(frame)
    buffer = io.BytesIO()
    arrow = pa.Table.from_pandas(
        written, preserve_index=False
    ).combine_chunks()  # Arrow writes an empty first chunk as NULs
    arrow_csv.write_csv(arrow, buffer, arrow_csv.WriteOptions(include_header=False))
    buffer.seek(0)
    names = sql.SQL(", ").join(map(sql.Identifier, written.columns))
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(sql.Identifier(schema, table), names)
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, buffer)
        return int(cursor.rowcount)


def _to_sql_columns(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name in frame.columns:
        values = frame[name]
        if name.endswith("_satang"):
            stem = name.removesuffix("_satang")
            columns["amount" if stem == "amount" else f"{stem}_amount"] = values / 100
        elif values.dtype == object and values.map(type).isin([list, dict]).any():
            columns[name] = values.map(lambda value: orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode())
        else:
            columns[name] = values
    return pd.DataFrame(columns)


def _arrow_type(column: str) -> pa.DataType:
    for names, kind in (
        (INTEGERS, pa.int64()),
        (INSTANTS, pa.timestamp("us", tz="UTC")),
        (DAYS, pa.timestamp("s")),
        (REALS, pa.float64()),
        (TRUTHS, pa.bool_()),
    ):
        if column in names:
            return kind
    return pa.string()
