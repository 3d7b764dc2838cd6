"""`make bench`: loading postings from a landed CSV file to core, beside a bare COPY of the same rows into the same tables.

The bare COPY fills two tables with the keys and indexes of core.posting and core.transfer, with no check of any kind, no
accounting, no merging: nobody could load faster into these tables with this database. ROWS=... sets the size.
"""

import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psycopg2

from include.pipeline import ingest
from include.runner.postgres import start_postgres, stop_postgres
from include.runner.state import open_state
from include.warehouse.migrate import migrate
from tests.deliveries import POSTING_HEAD, put_file

ROWS = int(os.environ.get("ROWS", "500000"))
BARE = """
create schema if not exists bare;
create table bare.posting (like core.posting including all);
"""


def make_file(root: Path, rows: int) -> Path:
    """Write bank A's postings: a tenth as many accounts as rows, distinct transfers."""
    rng = np.random.default_rng(7)
    accounts = np.char.zfill(rng.integers(0, 10**10, rows // 10).astype(str), 10)
    banks = rng.choice(["901", "902", "903", "905"], len(accounts))
    payers, payees = np.flatnonzero(banks == "901"), rng.integers(0, len(accounts), rows)
    at = pd.Timestamp("2024-03-01", tz="Asia/Bangkok") + pd.to_timedelta(
        np.sort(rng.integers(0, 86_400, rows)), unit="s"
    )
    frame = pd.DataFrame(
        {
            "tx_id": [f"A{n:011d}" for n in range(rows)],
            "end_to_end_id": [f"E{n:012d}" for n in range(rows)],
            "booked_at": at.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "debtor_bank": "901",
            "debtor_account": accounts[rng.choice(payers, rows)],
            "creditor_bank": banks[payees],
            "creditor_account": accounts[payees],
            "amount": [f"{n // 100}.{n % 100:02d}" for n in rng.integers(100, 5_000_000, rows)],
            "currency": "THB",
            "channel": "MOBILE",
            "device_id": [f"{n:016x}" for n in rng.integers(0, 2**62, rows)],
            "ip_address": "1.2.3.4",
            "remark": "",
        }
    )
    assert list(frame.columns) == POSTING_HEAD.split(",")
    return put_file(root, "bank-a/transactions/20240301T00.csv", frame.to_csv(index=False), rows=rows)


def time_ours(loader: str, root: Path, home: Path) -> tuple[float, float]:
    """Return the seconds of the first load and of a replay of the same delivery under another name."""
    import great_expectations  # noqa: F401  # its import costs the same whatever the size

    start = time.perf_counter()
    ingest.land(loader, str(root), str(home))
    counts = ingest.load(loader, "bank-a", str(home))
    first = time.perf_counter() - start
    assert counts["rows_loaded"] == ROWS
    path = root / "bank-a/transactions/20240301T00.csv"
    put_file(root, "bank-a/transactions/20240301T00-2.csv", path.read_bytes(), rows=ROWS)
    start = time.perf_counter()
    ingest.land(loader, str(root), str(home))
    ingest.load(loader, "bank-a", str(home))
    return first, time.perf_counter() - start


def time_bare(owner: str, scratch: Path) -> float:
    """Return the seconds of two bare COPYs of the loaded rows into tables of the same keys and indexes."""
    connection = psycopg2.connect(owner)
    with connection, connection.cursor() as cursor:
        cursor.execute(BARE)
        for table in ("posting",):
            with (scratch / table).open("wb") as file:
                cursor.copy_expert(f"copy core.{table} to stdout (format csv)", file)
    seconds = 0.0
    for table in ("posting",):
        start = time.perf_counter()
        with connection, connection.cursor() as cursor, (scratch / table).open("rb") as file:
            cursor.copy_expert(f"copy bare.{table} from stdin (format csv)", file)
        seconds += time.perf_counter() - start
    connection.close()
    return seconds


def main() -> None:
    """Run in a scratch folder with a PostgreSQL of its own, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="rukkhat-bench-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        state = open_state({"RUKKHAT_HOME": str(scratch / "home")})
        databases = start_postgres(state)
        try:
            migrate(databases.warehouse["rukkhat_owner"])
            make_file(scratch / "in", ROWS)
            first, replay = time_ours(databases.warehouse["rukkhat_loader"], scratch / "in", scratch / "home")
            bare = time_bare(databases.warehouse["rukkhat_owner"], scratch)
        finally:
            stop_postgres(state)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{ROWS:,} postings, CSV, landed file to core.posting and core.transfer")
    print(
        f"ours: {first:.1f} s ({ROWS / first:,.0f} rows/s); bare COPY, same tables: {bare:.1f} s ({ROWS / bare:,.0f} rows/s)"
    )
    print(
        f"ratio ours : bare COPY in rows/s = {bare / first:.2f}; replay {first / replay:.0f} times faster; peak memory {peak:,.0f} MB"
    )


if __name__ == "__main__":
    main()
