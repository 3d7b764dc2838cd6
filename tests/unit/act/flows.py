"""Small books of transfers for the tests of `include.act`."""

import pandas as pd

from include.act.balance import Flow, build_flow

START = pd.Timestamp("2024-03-01T00:00:00Z")


def at(minutes: float) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=minutes)


def transfer_frame(rows: list[tuple[float, int, int, int]]) -> pd.DataFrame:
    """Rows of (minute, debtor, creditor, satang); transfer_id is the row's number."""
    return pd.DataFrame(
        {
            "transfer_id": pd.Series(range(len(rows)), dtype="int64"),
            "end_to_end_id": [f"E{number:06d}" for number in range(len(rows))],
            "booked_at": pd.to_datetime([at(row[0]) for row in rows], utc=True).astype("datetime64[us, UTC]"),
            "debtor_id": pd.Series([row[1] for row in rows], dtype="int64"),
            "creditor_id": pd.Series([row[2] for row in rows], dtype="int64"),
            "amount_satang": pd.Series([row[3] for row in rows], dtype="int64"),
        }
    )


def snapshot_frame(rows: list[tuple[int, float, int]]) -> pd.DataFrame:
    """Rows of (account, minute, satang)."""
    return pd.DataFrame(
        {
            "account_id": pd.Series([row[0] for row in rows], dtype="int64"),
            "snapshot_at": pd.to_datetime([at(row[1]) for row in rows], utc=True).astype("datetime64[us, UTC]"),
            "balance_satang": pd.Series([row[2] for row in rows], dtype="Int64"),
            "status": "ACTIVE",
        }
    )


def payment_frame(rows: list[tuple[str, int, int, int, float]]) -> pd.DataFrame:
    """Rows of (complaint, account, transfer or -1, satang, minute)."""
    return pd.DataFrame(
        {
            "complaint_id": [row[0] for row in rows],
            "seq": pd.Series(range(len(rows)), dtype="int64"),
            "account_id": pd.Series([row[1] for row in rows], dtype="int64"),
            "transfer_id": pd.Series([row[2] for row in rows], dtype="int64"),
            "amount_satang": pd.Series([row[3] for row in rows], dtype="int64"),
            "paid_at": pd.to_datetime([at(row[4]) for row in rows], utc=True).astype("datetime64[us, UTC]"),
            "certainty": 0.99,
            "how": "victim_paid_named",
        }
    )


def make_flow(rows: list[tuple[float, int, int, int]], snapshots: list[tuple[int, float, int]], accounts: int) -> Flow:
    return build_flow(pd.Series(range(accounts), dtype="int64"), transfer_frame(rows), snapshot_frame(snapshots))
