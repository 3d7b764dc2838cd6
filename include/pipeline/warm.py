"""Imports what the fast lane needs and runs its costly parts once, so that processes forked from here have them in memory.

Great Expectations alone takes seconds to import, and compiled code is read from disk at its first call.
"""

import pandas as pd

from include.act.propose import propose_freezes
from include.core import frames
from include.core.contract import Feed
from include.pipeline import lane
from include.resolve import repair_mentions
from include.validate import judge

THEN = pd.Timestamp("2024-01-01T00:00:00Z")
PAID, LOSS = 1, 100_00


def warm() -> None:
    """Judge one empty row per urgent feed, and trace one payment; opens no file and no connection, and starts no thread."""
    for feed in lane.list_urgent():
        judge(feed, _make_row(feed), THEN)
    world = make_world()
    propose_freezes(world, repair_mentions(world), pd.DataFrame({"account_id": [PAID], "mule_score": [0.9]}))


def make_world() -> frames.Evidence:
    """Return the smallest world in which money can be followed: one victim paid one account, which paid another."""
    accounts = pd.DataFrame({"account_id": [0, PAID, 2]}).reindex(columns=list(frames.ACCOUNT))
    accounts = accounts.assign(bank_code="901", account_no=["1000000000", "1000000001", "1000000002"])
    snapshots = _rows(frames.SNAPSHOT, account_id=[PAID], snapshot_at=[THEN], balance_satang=[0])
    transfers = _rows(
        frames.TRANSFER,
        transfer_id=[0, 1],
        end_to_end_id=["A", "B"],
        booked_at=[THEN + pd.Timedelta(minutes=minute) for minute in (1, 2)],
        debtor_id=[0, PAID],
        creditor_id=[PAID, 2],
        amount_satang=[LOSS, LOSS // 2],
    )
    complaints = _rows(
        frames.COMPLAINT,
        complaint_id=["C"],
        reported_at=[THEN + pd.Timedelta(hours=1)],
        victim_phone_id=[-1],
        victim_account_id=[0],
        loss_satang=[LOSS],
    )
    told = {"complaint_id": ["C"], "seq": [0], "account_id": [PAID], "amount_satang": [LOSS], "paid_at": [THEN]}
    known = {
        "accounts": accounts,
        "snapshots": snapshots,
        "transfers": transfers,
        "complaints": complaints,
        "complaint_transfers": _rows(frames.COMPLAINT_TRANSFER, **told),
    }
    return frames.Evidence(**{name: known.get(name, pd.DataFrame()) for name in frames.FRAME_NAMES})


def _make_row(feed: Feed) -> pd.DataFrame:
    columns = {column.name: pd.Series([None], dtype="str") for column in feed.columns}
    return pd.DataFrame({"row_no": [1], **columns, "fault": pd.Series([None], dtype="str"), "file_id": [0]})


def _rows(columns: tuple[str, ...], **values: object) -> pd.DataFrame:
    return pd.DataFrame(values).reindex(columns=list(columns))
