"""The network in memory, from evidence to tables: how long and how large, how it grows, and what an hour on top of it takes.

Beside it, on the same transfers and calls, connected components alone: by plain networkx, and by SciPy, the fastest at hand. A world
of BASE is made and loaded once, and put side by side as often as a size asks for.
"""

import os
import time
from pathlib import Path

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
HOUR = pd.Timedelta(hours=1)


def grow(rows: int) -> None:
    """Measure a tenth, a third and all of about `rows` transfers, and plot what they took."""
    base = give(open_scene(HOME, "ordinary", 7, BASE).evidence)
    size = len(base.evidence.transfers)
    figures = []
    for times in sorted({max(1, round(rows * share / size)) for share in (0.1, 0.3, 1.0)}):
        spent = measure(spend, base, times)
        print(f"network of {tell(spent.result)}; at most {spent.megabytes:,.0f} MB", flush=True)
        figures.append(spent.result)
    series = {name: [(row["transfers"], row[name]) for row in figures] for name in ("whole", "next hour", "networkx")}
    PLOT.write_text(draw_growth(series), encoding="utf-8")


def spend(base: Given, times: int) -> dict[str, float]:
    """Seconds of the whole network, of the next hour on top of all before it, and of components alone; and how much it was of."""
    given = copy_world(base, times)
    seen = before_last_hour(given.evidence)
    _, before = weave(*take_stock(seen, given.people, given.payments), SEED)
    clock = [time.perf_counter()]
    weave(*take_stock(given.evidence, given.people, given.payments), SEED)
    clock.append(time.perf_counter())
    weave(*take_stock(given.evidence, given.people, given.payments), SEED, before=before)
    clock.append(time.perf_counter())
    ends = edges_of(given.evidence)
    count = nx.number_connected_components(nx.from_edgelist(zip(*ends.tolist(), strict=True)))
    clock.append(time.perf_counter())
    matrix = coo_array((np.ones(ends.shape[1]), tuple(ends)))
    assert connected_components(matrix, directed=False)[0] >= count
    clock.append(time.perf_counter())
    seconds = dict(zip(("whole", "next hour", "networkx", "scipy"), np.diff(clock).tolist(), strict=True))
    return {"transfers": len(given.evidence.transfers), "calls": len(given.evidence.calls), **seconds}


def before_last_hour(evidence: Evidence) -> Evidence:
    """The evidence without the transfers of its last hour."""
    booked = evidence.transfers["booked_at"]
    return Evidence(**{**vars(evidence), "transfers": evidence.transfers[booked < booked.max() - HOUR]})


def edges_of(evidence: Evidence) -> np.ndarray:
    """Both ends of every transfer and call; phones are numbered after accounts."""
    after = int(evidence.accounts["account_id"].max()) + 1
    paid = evidence.transfers[["debtor_id", "creditor_id"]].to_numpy().T
    return np.hstack([paid, evidence.calls[["a_phone_id", "b_phone_id"]].to_numpy().T + after])


def tell(figures: dict[str, float]) -> str:
    """The figures in words."""
    whole = figures["whole"]
    return (
        f"{figures['transfers']:,.0f} transfers and {figures['calls']:,.0f} calls {whole:.1f} s, the next hour"
        f" {figures['next hour']:.1f} s; components alone: networkx {figures['networkx']:.1f} s ({whole / figures['networkx']:.1f}"
        f" times that), SciPy {figures['scipy']:.2f} s ({whole / figures['scipy']:.0f} times that)"
    )
