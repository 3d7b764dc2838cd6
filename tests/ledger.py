"""Plants small ledgers in a warehouse: accounts, transfers, snapshots, complaints; times are minutes after START."""

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812
from psycopg2.extras import execute_values

from include.core.frames import Evidence
from tests.conftest import Warehouse

START = pd.Timestamp("2024-03-01T00:00:00Z")
Place = Warehouse | Connection
Paid = tuple[float, int, int, int]  # minute, debtor, creditor, satang


def at(minutes: float) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=minutes)


def number_of(account: int) -> str:
    return f"{account:010d}"


def plant_accounts(place: Place, banks: Iterable[str]) -> None:
    """Accounts 0, 1, 2 ... of these banks; an account's number is its id."""
    rows = [(account, bank, number_of(account)) for account, bank in enumerate(banks)]
    write(place, "core.account (account_id, bank_code, account_no) overriding system value", rows)


def plant_transfers(place: Place, paid: Iterable[Paid], first: int = 0) -> None:
    """One believed posting each; E0, E1, ... in the order given, or from another number on."""
    columns = (
        "reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared,"
        " is_debtor_report, is_believed, file_id, row_no"
    )
    rows = [
        ("901", f"T{n}", f"E{n}", at(minute), debtor, creditor, satang / 100, "THB", "MOBILE", True, True, True, 1, n)
        for n, (minute, debtor, creditor, satang) in enumerate(paid, first)
    ]
    write(place, f"core.posting ({columns})", rows)


def plant_snapshots(place: Place, known: Iterable[tuple[int, float, int]], holder_type: str = "PERSON") -> None:
    """Rows of (account, minute, satang or None)."""
    rows = [
        (account, at(minute), f"{START:%Y%m%d}-0000-0000-0000-{n:012d}", holder_type, satang and satang / 100, 1, n)
        for n, (account, minute, satang) in enumerate(known)
    ]
    columns = "account_id, snapshot_at, content, holder_type, balance, file_id, row_no"
    write(place, f"core.account_version ({columns})", rows)


def plant_complaint(
    warehouse: Warehouse, name: str, victim: int, loss: int, told: Iterable[tuple[int, int, float]], reported: float
) -> None:
    """A complaint that names payments (account, satang, minute); its victim's account may be -1."""
    keys = {account: (bank, number) for account, bank, number in warehouse.query("select * from core.account")}
    paid = [
        {
            "bank_code": keys[account][0],
            "account_no": keys[account][1],
            "amount": f"{satang / 100:.2f}",
            "at": str(at(minute)),
        }
        for account, satang, minute in told
    ]
    content = f"00000000-0000-0000-0000-{int(name[1:]):012d}"
    bank, number = keys.get(victim, (None, None))
    row = (
        name, content, at(reported), loss / 100, bank, number, json.dumps(paid), "[]", "[]", "[]", "[]", "[]", 1, 1,
    )  # fmt: skip
    columns = (
        "complaint_id, content, reported_at, loss_amount, victim_bank_code, victim_account_no, transfers, phones, line_ids,"
        " domains, urls, names, file_id, row_no"
    )
    write(warehouse, f"core.complaint_version ({columns})", [row])


def plant_scores(place: Place, scores: dict[int, float]) -> None:
    rows = [(account, score, score >= 0.5, "[]") for account, score in scores.items()]
    write(place, "network.account_risk (account_id, mule_score, is_flagged, reasons)", rows)


def plant_evidence(warehouse: Warehouse, evidence: Evidence) -> None:
    """What a trace reads of the evidence: accounts, transfers and snapshots, by their ids."""
    accounts = evidence.accounts[["account_id", "bank_code", "account_no"]]
    write(
        warehouse,
        "core.account (account_id, bank_code, account_no) overriding system value",
        accounts.itertuples(index=False, name=None),
    )
    minutes = (evidence.transfers["booked_at"] - START) / pd.Timedelta(minutes=1)
    paid = zip(
        minutes, *(evidence.transfers[name] for name in ("debtor_id", "creditor_id", "amount_satang")), strict=True
    )
    plant_transfers(warehouse, paid)
    told = evidence.snapshots
    minutes = (told["snapshot_at"] - START) / pd.Timedelta(minutes=1)
    plant_snapshots(warehouse, zip(told["account_id"], minutes, told["balance_satang"], strict=True))


def payment_frame(rows: list[tuple[str, int, int, int, float]]) -> pd.DataFrame:
    """Rows of (complaint, account, transfer or -1, satang, minute) as the frame complaint_payment."""
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


def write(place: Place, target: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows; into a warehouse for good, on a connection in its transaction."""
    if isinstance(place, Warehouse):
        with psycopg2.connect(place.owner) as connection:
            write(connection, target, rows)
        connection.close()
        return
    plain = [tuple(map(_plain, row)) for row in rows]
    with place.cursor() as cursor:
        execute_values(cursor, f"insert into {target} values %s", plain) if plain else None


def _plain(value: object) -> object:
    """As the driver knows it."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if isinstance(value, np.generic) else value
