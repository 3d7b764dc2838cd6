"""The network in memory, from evidence to tables: how long and how large, how it grows, and what an hour on top of it takes.

Beside it, on the same transfers and calls, connected components alone: by plain networkx, and by SciPy, the fastest at hand. A world
of BASE is made and loaded once, and put side by side as often as a size asks for. `make growth` draws the plot: TRANSFERS=...
"""

import gc
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from include.core.frames import Evidence
from include.graph.network import SEED, weave
from include.graph.stock import take_stock
from include.runner.state import PROJECT
from tests.bench.copies import copy_world
from tests.bench.plot import draw_growth
from tests.bench.scenes import open_scene
from tests.bench.variants import Given, give
from tests.bench.work import measure

BASE = float(os.environ.get("BASE", "1"))
HOME = Path(os.environ.get("RUKKHAT_HOME", str(PROJECT / ".rukkhat"))) / "scenes"
PLOT = PROJECT / "docs/growth.svg"
MOST_EDGES = 15_000_000  # networkx holds hundreds of bytes an edge
# What the warehouse gives of all rows (`include.pipeline.numbered`).
TRANSFERS = (
    "transfer_id",
    "booked_at",
    "debtor_id",
    "creditor_id",
    "amount_satang",
    "end_to_end_id",
    "device_id",
    "remark",
)
CALLS = ("call_id", "started_at", "a_phone_id", "b_phone_id", "duration_s", "is_voice", "source_ref")
PARTIES = ("started_at", "phone_id", "imei", "cell_id")
MAY_MISS = frozenset({"device_id", "remark", "imei", "cell_id"})
HASHED = MAY_MISS | {"end_to_end_id", "source_ref"}
HOUR = pd.Timedelta(hours=1)


def grow(rows: int) -> list[dict[str, float]]:
    """Measure a twentieth, a quarter and all of about `rows` transfers, and tell what they took."""
    base = in_numbers(give(open_scene(HOME, "ordinary", 7, BASE).evidence))
    size = len(base.evidence.transfers)
    figures = []
    for times in sorted({max(1, round(rows * share / size)) for share in (0.05, 0.25, 1.0)}):
        spent = measure(spend, base, times)
        print(f"network of {tell(spent.result)}; at most {spent.megabytes:,.0f} MB", flush=True)
        figures.append(spent.result)
    return figures


def draw(figures: list[dict[str, float]]) -> None:
    """Plot what each size took."""
    names = ("whole", "next hour", "networkx")
    series = {name: [(row["transfers"], row[name]) for row in figures if row[name] > 0] for name in names}
    PLOT.write_text(draw_growth(series), encoding="utf-8")


def spend(base: Given, times: int) -> dict[str, float]:
    """Seconds of the whole network, of the next hour on top of it, and of components alone (0 where not asked); and how much it was of."""
    given = in_time(copy_world(base, times))
    seen = before_last_hour(given.evidence)
    clock = [time.perf_counter()]
    before = weave(*take_stock(seen, given.people, given.payments, spell), SEED)[1]
    gc.collect()
    clock.append(time.perf_counter())
    weave(*take_stock(given.evidence, given.people, given.payments, spell), SEED, before=before)
    clock.append(time.perf_counter())
    ends = edges_of(given.evidence)
    is_small = ends.shape[1] <= MOST_EDGES
    count = nx.number_connected_components(nx.from_edgelist(zip(*ends.tolist(), strict=True))) if is_small else 0
    clock.append(time.perf_counter())
    matrix = coo_array((np.ones(ends.shape[1]), tuple(ends)), shape=(ends.max() + 1,) * 2)
    assert connected_components(matrix, directed=False)[0] >= count
    clock.append(time.perf_counter())
    seconds = dict(zip(("whole", "next hour", "networkx", "scipy"), np.diff(clock).tolist(), strict=True))
    sizes = {"transfers": len(given.evidence.transfers), "calls": len(given.evidence.calls)}
    return sizes | seconds | {"networkx": seconds["networkx"] * is_small}


def in_numbers(given: Given) -> Given:
    """What is read of all rows as the warehouse gives it: in numbers, texts by a hash of 64 bits, and nothing that is not asked for."""
    evidence = given.evidence
    calls = evidence.calls.assign(is_voice=evidence.calls["call_type"] == "VOICE")
    frames = {
        "transfers": evidence.transfers[list(TRANSFERS)],
        "calls": calls[list(CALLS)],
        "call_parties": evidence.call_parties[list(PARTIES)],
        "accounts": evidence.accounts,
    }
    hashed = {
        name: frame.assign(**{key: hash_of(frame[key]) for key in HASHED & set(frame)})
        for name, frame in frames.items()
    }
    return replace(given, evidence=replace(evidence, **hashed, snapshots=evidence.snapshots.iloc[:0]))


def hash_of(texts: pd.Series) -> Any:
    """Texts as numbers; a key of a record that is never missing as plain ones."""
    hashes = pd.util.hash_array(texts.astype("object").to_numpy()).view("int64")
    is_missing = (texts.isna() | (texts == "")).to_numpy(dtype=bool)
    return pd.arrays.IntegerArray(hashes, is_missing) if texts.name in MAY_MISS else hashes


def spell(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a text for each of their numbers; the warehouse is asked for it in the product."""
    return rows.assign(**{key: rows[key].astype("string") for key in HASHED & set(rows)})


def in_time(given: Given) -> Given:
    """The same with its transfers in order of time."""
    rows = given.evidence.transfers.sort_values("booked_at", ignore_index=True)
    return replace(given, evidence=replace(given.evidence, transfers=rows))


def before_last_hour(evidence: Evidence) -> Evidence:
    """The evidence without the transfers of its last hour, which stand in order of time."""
    rows = evidence.transfers
    return replace(evidence, transfers=rows.iloc[: rows["booked_at"].searchsorted(rows["booked_at"].iloc[-1] - HOUR)])


def edges_of(evidence: Evidence) -> np.ndarray:
    """Both ends of every transfer and call; phones are numbered after accounts."""
    after = int(evidence.accounts["account_id"].max()) + 1
    paid = evidence.transfers[["debtor_id", "creditor_id"]].to_numpy().T
    return np.hstack([paid, evidence.calls[["a_phone_id", "b_phone_id"]].to_numpy().T + after])


def tell(figures: dict[str, float]) -> str:
    """The figures in words."""
    whole, walked = figures["whole"], figures["networkx"]
    peer = f"networkx {walked:.1f} s ({whole / walked:.1f} times that), " if walked else ""
    return (
        f"{figures['transfers']:,.0f} transfers and {figures['calls']:,.0f} calls {whole:.1f} s, the next hour"
        f" {figures['next hour']:.1f} s; components alone: {peer}SciPy {figures['scipy']:.2f} s ({whole / figures['scipy']:.0f} times that)"
    )


if __name__ == "__main__":
    draw(grow(int(os.environ.get("TRANSFERS", "20000000"))))
