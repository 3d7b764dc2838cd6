"""The fast lane: complaints alone, from the landing place to proposals in one go; the ordinary run does all the rest later."""

from collections import Counter
from pathlib import Path

from include.core.contract import Feed, Record
from include.core.errors import RukkhatError
from include.pipeline.freeze import propose
from include.pipeline.ingest import load
from include.pipeline.landing import Chosen, join_failures, land_place
from include.pipeline.places import find_fresh, list_fresh
from include.sources import all_feeds
from include.warehouse.connect import open_transaction, run_again
from include.warehouse.tracing import has_scores, list_untraced

MOST_ROUNDS = 20  # then the run ends, so that those are woken who wait for its proposals


def answer(loader: str, engine: str, places: str, home: str) -> dict[str, int]:
    """Land, load and trace the complaints that wait, all of them together; again while new ones have come meanwhile.

    Args:
        loader: the DSN of who lands and loads.
        engine: the DSN of who traces and proposes.
        places: the landing places (`RUKKHAT_LANDING`); folders of this machine are looked at, and the inbox.
        home: the folder below which store and inbox stand.

    Returns:
        counts: files, rows_loaded, complaints traced, and proposals `new` in the ledger.

    Raises:
        RukkhatError: a file or folder failed; what could be answered was answered first. Run again.
    """
    counts = Counter(files=0, rows_loaded=0, complaints=0, new=0)
    feeds = [(feed.agency, feed.name) for feed in list_urgent()]
    for _ in range(MOST_ROUNDS):
        marks, _ = list_fresh(places, home, feeds)
        failures = land_urgent(loader, places, home)
        counts.update(load_urgent(loader, home) + trace_waiting(engine))
        if failures:
            raise join_failures(failures)
        if marks == list_fresh(places, home, feeds)[0]:
            break
    return dict(counts)


def list_urgent() -> list[Feed]:
    """Return the feeds that cannot wait: complaints of victims."""
    return [feed for feed in all_feeds() if feed.record is Record.COMPLAINT]


def land_urgent(dsn: str, places: str, home: str) -> list[RukkhatError]:
    """Keep the urgent files that have come within a day; return what failed."""
    failures: list[RukkhatError] = []
    for folder in find_fresh(places, home, [(feed.agency, feed.name) for feed in list_urgent()]):
        agency, feed = folder.place.scope
        try:
            failures += land_place(dsn, folder, Chosen(agency, feed, ""), Path(home) / "store")
        except RukkhatError as error:
            failures.append(error)
    return failures


def load_urgent(dsn: str, home: str) -> Counter[str]:
    """Load the urgent feeds' files that have landed, whoever landed them."""
    counts: Counter[str] = Counter()
    for feed in list_urgent():
        loaded = load(dsn, feed.agency, home, feed.name)
        counts.update(files=loaded["files"], rows_loaded=loaded["rows_loaded"])
    return counts


def trace_waiting(dsn: str) -> Counter[str]:
    """Trace the complaints that nobody has traced; that it was done is written down together with the proposals.

    Before the first network there is nothing to judge accounts by, and the ordinary run is about to answer them.
    """
    return run_again(lambda: _trace_waiting(dsn))


def _trace_waiting(dsn: str) -> Counter[str]:
    with open_transaction(dsn) as connection:
        waiting = list_untraced(connection) if has_scores(connection) else []
    complaint_ids = sorted({complaint_id for complaint_id, _ in waiting})
    if not complaint_ids:
        return Counter()
    return Counter(complaints=len(complaint_ids), new=propose(dsn, complaint_ids)["new"])
