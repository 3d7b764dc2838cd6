"""Loads a delivery as ingest does, and beside it as others would: a bare COPY, pandas, Great Expectations over whole frames."""

import time
from pathlib import Path

import pandas as pd
import psycopg2
from sqlalchemy import create_engine

from include.pipeline import ingest
from include.sources import find_feed
from include.validate import judge

COLUMNS = (
    "posting_id, reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel,"
    " device_id, ip_address, remark, is_shared, is_debtor_report, is_believed, file_id, row_no"
)
BARE = "drop schema if exists bare cascade; create schema bare; create table bare.posting (like core.posting including all)"
AS_TEXT = (
    "create table bare.as_text (like staging.posting including all); alter table bare.as_text drop column debtor_id,"
    " drop column creditor_id, add primary key (tx_id)"
)
INDEXES = """
create index on bare.as_text (end_to_end_id);
create index on bare.as_text (debtor_account, booked_at) include (creditor_account, amount);
create index on bare.as_text (creditor_account, booked_at) include (debtor_account, amount);
"""


def load_ours(loader: str, root: str, home: str, agency: str) -> int:
    """Land and load a delivery; return the rows loaded."""
    ingest.land(loader, root, home)
    return ingest.load(loader, agency, home)["rows_loaded"]


def time_bare_copy(owner: str, scratch: Path, bank: str) -> float:
    """Return the seconds of a bare COPY of a bank's loaded rows into a table of the same keys and indexes."""
    path = scratch / "bare.csv"
    connection = psycopg2.connect(owner)
    with connection, connection.cursor() as cursor, path.open("wb") as file:
        cursor.execute(BARE)
        rows = f"select {COLUMNS} from core.posting where reporting_bank = '{bank}' order by file_id, row_no"
        cursor.copy_expert(f"copy ({rows}) to stdout (format csv)", file)
    start = time.perf_counter()
    with connection, connection.cursor() as cursor, path.open("rb") as file:
        cursor.copy_expert(f"copy bare.posting ({COLUMNS}) from stdin (format csv)", file)
    seconds = time.perf_counter() - start
    connection.close()
    path.unlink()
    return seconds


def load_with_pandas(owner: str, path: str, is_judged: bool) -> int:  # a pool hands on no keywords
    """Load a CSV file with `to_sql` into a table of as many indexes, after Great Expectations over the whole frame or not."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    typed = rows.assign(file_id=1, row_no=range(1, len(rows) + 1), reporting_bank="901")
    if is_judged:
        frame = rows.assign(row_no=typed["row_no"], fault=None, file_id=1)
        typed = judge(find_feed("bank-a", "transactions"), frame, pd.Timestamp.now(tz="UTC")).rows
    else:
        typed["booked_at"] = pd.to_datetime(typed["booked_at"])
        typed["amount"] = pd.to_numeric(typed["amount"])
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists bare cascade; create schema bare; {AS_TEXT}; {INDEXES}")
    engine = create_engine(owner.replace("postgresql://", "postgresql+psycopg2://", 1))
    typed.to_sql("as_text", engine, schema="bare", if_exists="append", index=False)
    return len(typed)
