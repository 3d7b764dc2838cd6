"""The network through PostgreSQL: identity and the first run over a big warehouse, a run with nothing new, and one after an hour."""

import os
from pathlib import Path

from include.pipeline import identity, ingest, network
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from tests.bench.place import open_place
from tests.bench.warehouses import copy_warehouse, count_rows, give_back, put_aside
from tests.bench.work import measure

START, DAYS = "2024-03-01", 8
HOUR = "2024-03-08 14:00+07"
KEY = "RUKKHAT_PSEUDONYM_KEY"


def run_hours(rows: int, base: float) -> None:
    """Load a world of scale `base`, put it side by side until there are about `rows` transfers, and run the network over it."""
    os.environ.setdefault(KEY, "only for the bench: 16 and more")
    with open_place() as place:
        delivery, home = place.scratch / "delivery", str(place.scratch / "home")
        make_delivery(Plan(base, 7, DAYS, 0.02, START, STYLES["ordinary"]), delivery)
        _load(place.loader, delivery, home)
        identity.resolve(place.owner)
        transfers, _ = count_rows(place.owner)
        copy_warehouse(place.owner, max(1, round(rows / transfers)))
        hour = put_aside(place.owner, HOUR)
        whole = measure(network.build, place.owner, home)
        idle = measure(network.build, place.owner, home)
        give_back(place.owner)
        later = measure(network.build, place.owner, home)
        transfers, calls = count_rows(place.owner)
        assert not any(idle.result.values())
        assert later.result["edge"] > 0
        print(
            f"network through PostgreSQL, {transfers:,} transfers and {calls:,} calls, {whole.result['gang']:,} gangs: from nothing"
            f" {whole.seconds:.1f} s ({whole.core_seconds:.1f} of a core beside PostgreSQL's), at most {whole.megabytes:,.0f} MB; nothing"
            f" new {idle.seconds:.1f} s; an hour of {hour:,} postings and calls {later.seconds:.1f} s ({later.core_seconds:.1f} of a core),"
            f" at most {later.megabytes:,.0f} MB",
            flush=True,
        )


def _load(loader: str, delivery: Path, home: str) -> None:
    for agency in ingest.land(loader, str(delivery), home):
        ingest.load(loader, agency, home)
    ingest.settle(loader, [])
