"""The network DAG: who works with whom."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.settings import read_clock, read_pseudonym_key
from include.graph import continue_gangs
from include.graph.archive import marked
from include.graph.hull import Core
from include.graph.network import SEED, Network, weave
from include.graph.reach import Before
from include.graph.stock import take_stock
from include.pipeline.numbered import read_numbered
from include.pipeline.scoring import open_scoring
from include.publish.pseudonym import hide_persons
from include.warehouse.connect import open_transaction
from include.warehouse.frames import append_rows, merge_rows, read_frame

SCORES = {"account": "mule_score", "phone": "scam_score"}


def build(dsn: str, home: str | None = None, *, anew: bool = False) -> dict[str, int]:
    """Build the network from core and resolved into `network`, persons by their pseudonyms; return rows changed per table.

    What the last run found, and what it read (kept below `home`), saves time, unless `anew`; the network is the same.
    """
    secret = read_pseudonym_key()
    folder = Path(home) / "network" if home else None
    with open_transaction(dsn) as connection:
        given = read_numbered(dsn, connection, folder, is_trusted=not anew)
        previous = read_frame(connection, "network/gang_member")
        scoring = open_scoring(connection, read_clock())
        before = None if anew else recall(connection)
        stock = take_stock(given.evidence, given.people, given.payments, given.words)
        with collector_at_rest():
            found, after = weave(*stock, SEED, scoring, before)
    network, events = continue_gangs(found, previous)
    tables = {
        "edge": hide_persons(network.edges, secret, ("source", "target")),
        "account_score": scoring.rows,
        "gang": network.gang,
        "gang_member": hide_persons(network.gang_member, secret, ("node",)),
        "heard": list_heard(after),
    } | ({"kept_numbers": given.shelf.list_good()} if given.shelf else {})
    with open_transaction(dsn) as connection:
        append_rows(connection, "network", "gang_event", events.assign(noted_at=read_clock()))
        changed = {name: merge_rows(connection, "network", name, frame) for name, frame in tables.items()}
        changed |= {f"{kind}_risk": write_risk(connection, kind, network) for kind in SCORES}
    if given.shelf:
        given.shelf.clear()
    return changed


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let the collector of cycles look at new objects alone: tables of lists make it walk, again and again, through all that stands."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def recall(connection: Connection) -> Before:
    """Who was heard in the last run."""
    heard = read_frame(connection, "network/heard")
    return Before(mark_heard(heard), mark_heard(heard[heard["is_late"]]))


def mark_heard(heard: pd.DataFrame) -> Core:
    """Rows of network.heard by number."""
    numbers = [heard.loc[heard["node_type"] == kind, "number"].to_numpy(dtype="int64") for kind in SCORES]
    accounts, phones = (marked(int(number.max(initial=0)) + 2, number) for number in numbers)
    return Core(accounts, phones)


def list_heard(after: Before) -> pd.DataFrame:
    """Rows of network.heard."""
    found = []
    if after.core is not None and after.late is not None:
        for kind, heard, late in zip(SCORES, vars(after.core).values(), vars(after.late).values(), strict=True):
            number = np.flatnonzero(heard)
            found.append(pd.DataFrame({"node_type": kind, "number": number, "is_late": late[number]}))
    return pd.concat(found) if found else pd.DataFrame(columns=["node_type", "number", "is_late"])


def write_risk(connection: Connection, kind: str, network: Network) -> int:
    """Write who is said something of, and those of the others whose score is another than before; return rows changed."""
    table: pd.DataFrame = getattr(network, f"{kind}_risk")
    number, score = f"{kind}_id", SCORES[kind]
    plain = read_frame(connection, f"network/{kind}_plain").set_index(number)[score]
    said = table["is_flagged"] | (table["reasons"].str.len() > 0)
    same = ~said & (table[number].map(plain) == table[score])
    return merge_rows(connection, "network", f"{kind}_risk", table[~same], is_whole=False)
