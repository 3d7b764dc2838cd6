"""Deliveries of postings for the benchmarks: hours of one bank's day in its own format, made hour by hour."""

from pathlib import Path

import numpy as np
import pandas as pd

from include.synthesis.writers import POSTING, THAI_POSTING, put, to_buddhist, to_csv, to_pacs008

HOURS = 24
BANKS = {"bank-a": "901", "bank-b": "902", "bank-c": "903"}
SUFFIXES = {"bank-a": "csv", "bank-b": "xml", "bank-c": "txt"}


def make_accounts(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (bank codes, account numbers) of accounts, a fifth of them at each delivering bank."""
    rng = np.random.default_rng(7)
    numbers = np.char.zfill(rng.choice(10**10, count).astype(str), 10)
    return rng.choice([*BANKS.values(), "905", "914"], count), numbers


def make_hour(agency: str, at: pd.Timestamp, rows: int, accounts: tuple[np.ndarray, np.ndarray]) -> pd.DataFrame:
    """Return an hour of outgoing postings, all different, as text."""
    seed = int(at.timestamp()) // 3600
    rng, (banks, numbers) = np.random.default_rng(seed), accounts
    payers = rng.choice(np.flatnonzero(banks == BANKS[agency]), rows)
    payees = rng.integers(0, len(numbers), rows)
    times = at + pd.to_timedelta(np.sort(rng.integers(0, 3600, rows)), unit="s")
    ids = seed * 10**8 + np.arange(rows)
    satang = rng.integers(100, 5_000_000, rows)
    return pd.DataFrame(
        {
            "tx_id": [f"{agency[-1].upper()}{n}" for n in ids],
            "end_to_end_id": [f"E{agency[-1]}{n}" for n in ids],
            "booked_at": times.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "debtor_bank": banks[payers],
            "debtor_account": numbers[payers],
            "creditor_bank": banks[payees],
            "creditor_account": numbers[payees],
            "amount": [f"{n // 100}.{n % 100:02d}" for n in satang],
            "currency": "THB",
            "channel": "MOBILE",
            "device_id": [f"{n:016x}" for n in rng.integers(0, 2**62, rows)],
            "ip_address": "192.0.2.7",
            "remark": "",
        }
    )[POSTING]


def write_hour(root: Path, agency: str, at: pd.Timestamp, frame: pd.DataFrame) -> None:
    """Write one hour's file and its control file, in the agency's format."""
    name = f"{at:%Y%m%dT%H}.{SUFFIXES[agency]}"
    write = {
        "bank-a": lambda: to_csv(frame, POSTING),
        "bank-b": lambda: to_pacs008(frame, name),
        "bank-c": lambda: to_buddhist(frame, POSTING, THAI_POSTING, "amount"),
    }[agency]
    put(root / agency / "transactions", name, write(), len(frame), frame["amount"])


def write_day(
    root: Path, agency: str, day: pd.Timestamp, rows: int, accounts: tuple[np.ndarray, np.ndarray], hours: int = HOURS
) -> None:
    """Write `hours` files of a day; the rows are shared among them evenly."""
    for hour in range(hours):
        at = day + pd.Timedelta(hours=hour)
        write_hour(root, agency, at, make_hour(agency, at, rows // hours, accounts))
