"""What a load owes to the quarantine: keys of the rows put aside, contradictions kept, and rows that a resend supersedes."""

from collections import Counter

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.contract import Feed, Kind
from include.core.keys import KEYS, read_keys
from include.warehouse.ledger import KnownFile
from include.warehouse.quarantine import (
    Decision,
    Place,
    decide,
    find_resent_keys,
    has_open_keys,
    keep_conflicts,
    list_resent,
    list_settled,
)

LOADER = "the load"
PLACE = ["file_id", "row_no"]


def add_keys(feed: Feed, chunk: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    """Return the faults with `record_key`, read from the delivered text."""
    if faults.empty:
        return faults.assign(record_key=pd.Series(dtype="str"))
    bad = chunk.merge(faults[PLACE].drop_duplicates(), on=PLACE)
    keys = bad[PLACE].assign(record_key=read_keys(feed, bad))
    return faults.merge(keys, on=PLACE, how="left")


def leave_out_settled(connection: Connection, put_aside: pd.DataFrame, staged: Counter[int]) -> pd.DataFrame:
    """Return the rows put aside without those repaired and loaded since, which are counted as staged instead."""
    if put_aside.empty:
        return put_aside
    settled = list_settled(connection, [int(file_id) for file_id in put_aside["file_id"].unique()])
    if not settled:
        return put_aside
    is_settled = pd.MultiIndex.from_frame(put_aside[PLACE]).isin(list(settled))
    for file_id in put_aside.loc[is_settled, "file_id"]:
        staged[int(file_id)] += 1
    return put_aside[~is_settled]


class Resend:
    """Watches batches for the keys of rows that stand in quarantine since earlier files, and keeps what contradicts."""

    def __init__(self, connection: Connection, feed: Feed, files: list[KnownFile]) -> None:
        self.connection, self.record, self.parts = connection, str(feed.record), KEYS[feed.record]
        self.times = frozenset(name for name in self.parts if feed.column(name).kind is Kind.TIMESTAMP)
        self.has_open_keys = has_open_keys(connection, feed.agency, feed.name)
        self.of = {"agency": feed.agency, "feed": feed.name, "file_ids": [file.file_id for file in files]}
        self.seen: dict[Place, int] = {}

    def see_batch(self, conflicts: list[Place]) -> None:
        """Look at the batch that has just been loaded."""
        keep_conflicts(self.connection, self.record, conflicts)
        if self.has_open_keys:
            self.seen |= find_resent_keys(self.connection, self.record, self.parts, self.times, self.of)


def settle_batch(connection: Connection, file_ids: list[int], resend: Resend) -> None:
    """Mark what the loaded files supersede; their outcomes are written."""
    found = {(file_id, row_no): by for file_id, row_no, by in list_resent(connection, file_ids)}
    found |= {place: by for place, by in resend.seen.items() if by in file_ids}
    why = "the agency sent the row again, repaired"
    decisions = [Decision(*place, "superseded", why, by_file_id=by) for place, by in found.items()]
    decide(connection, decisions, LOADER)
