"""All evidence by the warehouse's own numbers, from which the part around suspects is cut out and laid as a ground of its own."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph.account_shapes import chain_lengths, parallel_ways, rounds, successors
from include.graph.ground import Bools, Ground, Ints, memo_key
from include.graph.laying import People
from include.graph.windows import Flow

# Of the rows of one frame of evidence (its name, and some of its rows) the same with their texts in the place of numbers.
Words = Callable[[str, pd.DataFrame], pd.DataFrame]


def as_told(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The words of evidence that was read with its words."""
    return rows


@dataclass(frozen=True)
class Archive:
    """Evidence, persons and payments, and what can only be told from all of it.

    `evidence.transfers` bears also origin_id and destination_id, who is behind each transfer, and its place in chains of hands:
    next_id (the transfer that carried the sum on, else -1), chain (how many stand in a row), is_round, ways. `contact` and
    `holder` tell the phone and the person of each account, by number, -1 where unknown; `buyer` the person of each row of
    `evidence.sims`; `devices` and `remarks` who uses them (node, a number of account, and token), without those of a crowd;
    `inflow` and `outflow` are asked by number of account; `price_level` is as `prices` tells it. Where the evidence bears numbers
    instead of texts (records, devices, remarks, handsets, cells), which serve as well to compare, `words` gives those of some rows.
    """

    evidence: Evidence
    people: People
    payments: pd.DataFrame
    contact: Ints
    holder: Ints
    buyer: Ints
    devices: pd.DataFrame
    remarks: pd.DataFrame
    inflow: Flow
    outflow: Flow
    price_level: float
    words: Words = as_told


def by_number(ids: Ints, values: Ints, missing: int = -1) -> Ints:
    """Values in an array by number; one more slot at the end, so that number -1 finds `missing`."""
    found = np.full((int(ids.max()) if len(ids) else 0) + 2, missing, dtype="int64")
    found[ids] = values
    return found


def marked(size: int, *ids: Ints) -> Bools:
    """Which numbers below `size` appear in `ids`; -1 is nobody, and finds False at the end."""
    found = np.zeros(size, dtype=bool)
    for some in ids:
        found[some[some >= 0]] = True
    return found


def number_of(ids: Ints, place: Ints) -> Ints:
    """The number at each position; position -1 has none."""
    return np.asarray(np.append(ids, -1)[place], dtype="int64")


def column(frame: pd.DataFrame, name: str) -> Ints:
    """A column of numbers."""
    return frame[name].to_numpy(dtype="int64")


def touched(frame: pd.DataFrame, mark: Bools, names: tuple[str, ...]) -> Bools:
    """Rows in which one of the columns names a marked number."""
    found = np.zeros(len(frame), dtype=bool)
    for name in names:
        found |= mark[column(frame, name)]
    return found


def believe_chains(ground: Ground, transfers: pd.DataFrame) -> None:
    """Let a ground that holds only a part of the rows go by the chains that were found among all of them."""
    rows = transfers.take(ground.transfers["row"].to_numpy())
    following = pd.Index(ground.transfers["transfer_id"]).get_indexer(pd.Index(rows["next_id"])).astype("int64")
    ground.memo[memo_key(successors)] = following
    ground.memo[memo_key(chain_lengths)] = rows["chain"].to_numpy(dtype="float64")
    ground.memo[memo_key(rounds)] = rows["is_round"].to_numpy() > 0
    ground.memo[memo_key(parallel_ways)] = rows["ways"].to_numpy()
