"""All evidence as the network reads it: in numbers where every row is read, with the words of those rows that are shown.

A text that is only compared (a device, a remark, a handset) is its hash of 64 bits; of all texts in a warehouse two with one hash are
not to be expected. The words are asked for by the place of a row, so both must be read in one transaction.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.frames import FRAME_NAMES, Evidence
from include.warehouse.frames import read_frame
from include.warehouse.numbers import name_places, read_numbers

NUMBERS = {"transfers": "transfer", "calls": "call", "call_parties": "call_party"}
HASHED = ("device_id", "remark", "imei", "cell_id")
UNREAD = frozenset({"snapshots", "cells", "complaint_transfers"})  # the network does not ask for them


@dataclass(frozen=True)
class Words:
    """Gives rows that were read in numbers their texts; `devices` are the accounts' own, by account_id."""

    connection: Connection
    devices: pd.Series

    def __call__(self, name: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of `Evidence.<name>` with texts in the place of hashes."""
        if name == "accounts":
            return rows.assign(device_id=rows["account_id"].map(self.devices))
        asked = {"places": name_places(rows["place"].to_numpy())}
        told = read_frame(self.connection, f"core/{NUMBERS[name]}_words", asked)
        return rows.assign(**{column: told[column].to_numpy() for column in told})


def read_numbered(connection: Connection) -> tuple[Evidence, Words]:
    """Read all that the network is built from, as of one moment, in numbers as far as it goes."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
    frames = {name: _read(connection, name) for name in FRAME_NAMES}
    number = read_numbers(connection, "core/account_numbers").set_index("account_id")["device_id"]
    devices = frames["accounts"].set_index("account_id")["device_id"]
    told = frames["accounts"]["account_id"].map(number)
    frames["accounts"] = frames["accounts"].assign(device_id=told.astype("Int64"))
    return Evidence(**frames), Words(connection, devices)


def _read(connection: Connection, name: str) -> pd.DataFrame:
    if name in UNREAD:
        return pd.DataFrame()
    if name not in NUMBERS:
        return read_frame(connection, f"core/{name}")
    rows = read_numbers(connection, f"core/{NUMBERS[name]}_numbers")
    return rows.assign(**{column: _known(rows[column].to_numpy()) for column in HASHED if column in rows})


def _known(hashes: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pd.array:
    return pd.arrays.IntegerArray(hashes, hashes == 0)
