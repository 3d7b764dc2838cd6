"""All evidence as the network reads it: in numbers where every row is read, with the words of those rows that are shown.

A text that is only compared (a device, a remark, a handset) is its hash of 64 bits; of all texts in a warehouse two with one hash are
not to be expected. The words are asked for by the place of a row, so both must be read in one transaction.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.frames import FRAME_NAMES, Evidence
from include.resolve import People
from include.warehouse.connect import open_beside
from include.warehouse.frames import read_frame
from include.warehouse.kept import KEYS, Shelf, open_shelf
from include.warehouse.numbers import name_places, read_numbers

NUMBERS = {"transfers": "transfer", "calls": "call", "call_parties": "call_party"}
HASHED = ("device_id", "remark", "imei", "cell_id")
PEOPLE = ("person", "person_account", "person_sim", "person_phone")
# In the order of what they cost, so that two lanes end about together.
READ = (
    "core/call_party_numbers", "core/accounts", "core/transfer_numbers", "core/call_numbers", "core/sims", "core/account_numbers",
    "core/mentions", "core/phones", "core/complaints", "core/watchlist", *(f"resolved/{name}" for name in PEOPLE),
    "resolved/complaint_payment",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Gives rows that were read in numbers their texts, asking for those of a row once; `devices` are the accounts' own, by account_id."""

    connection: Connection
    devices: pd.Series
    told: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __call__(self, name: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of `Evidence.<name>` with texts in the place of hashes."""
        if name == "accounts":
            return rows.assign(device_id=rows["account_id"].map(self.devices))
        place = rows["place"].to_numpy()
        known = self.told.get(name)
        missing = np.unique(place) if known is None else np.setdiff1d(place, known.index.to_numpy())
        if known is None or len(missing):
            known = pd.concat([known, self._ask(name, missing)])
            self.told[name] = known
        spoken = known.take(known.index.get_indexer(pd.Index(place)))
        return rows.assign(**{str(column): spoken[column].to_numpy() for column in spoken})

    def _ask(self, name: str, place: npt.NDArray[np.int64]) -> pd.DataFrame:
        """The texts of the rows in these places, which stand in order, each once."""
        told = read_frame(self.connection, f"core/{NUMBERS[name]}_words", {"places": name_places(place)})
        return told.set_index(pd.Index(place))


@dataclass(frozen=True)
class Numbered:
    """What a network is built from, and where its numbers are kept."""

    evidence: Evidence
    people: People
    payments: pd.DataFrame
    words: Words
    shelf: Shelf | None


def read_numbered(dsn: str, connection: Connection, folder: Path | None = None, *, is_trusted: bool = True) -> Numbered:
    """Read all that the network is built from as of one moment, over a second connection too; the first must be fresh.

    Of rows that stand in a file of the folder only those are read that were written since, unless the files are not trusted.
    The network does not ask for snapshots, cells, and payments as complaints tell them: they stay empty.
    """
    with open_beside(dsn, connection) as beside:
        shelf = open_shelf(connection, folder, is_trusted=is_trusted) if folder else None
        frames = _read_in_lanes(READ, (connection, beside), shelf)
    accounts = frames["core/accounts"]
    devices = frames.pop("core/account_numbers").set_index("account_id")["device_id"]
    frames["core/accounts"] = accounts.assign(device_id=accounts["account_id"].map(devices).astype("Int64"))
    evidence = {
        name: frames.get(f"core/{NUMBERS[name]}_numbers" if name in NUMBERS else f"core/{name}", pd.DataFrame())
        for name in FRAME_NAMES
    }
    return Numbered(
        Evidence(**evidence),
        People(**{name: frames[f"resolved/{name}"] for name in PEOPLE}),
        frames["resolved/complaint_payment"],
        Words(connection, accounts.set_index("account_id")["device_id"]),
        shelf,
    )


def _read_in_lanes(
    names: tuple[str, ...], connections: tuple[Connection, ...], shelf: Shelf | None
) -> dict[str, pd.DataFrame]:
    """Read frames by name, each connection the next one that nobody has begun."""
    waiting = deque(names)

    def follow(connection: Connection) -> dict[str, pd.DataFrame]:
        read = {}
        while waiting:
            try:
                name = waiting.popleft()
            except IndexError:
                break
            read[name] = _read(connection, name, shelf)
        return read

    with ThreadPoolExecutor(len(connections)) as lanes:
        return {name: frame for read in lanes.map(follow, connections) for name, frame in read.items()}


def _read(connection: Connection, name: str, shelf: Shelf | None) -> pd.DataFrame:
    if not name.endswith("_numbers"):
        return read_frame(connection, name)
    rows = shelf.read(connection, name) if shelf and name in KEYS else read_numbers(connection, name)
    return rows.assign(**{column: _known(rows[column].to_numpy()) for column in HASHED if column in rows})


def _known(hashes: npt.NDArray[np.int64]) -> Any:
    """Hashes of texts, where 0 stands for none."""
    return pd.arrays.IntegerArray(hashes, hashes == 0)
