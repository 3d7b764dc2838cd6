"""The ingest DAG: land what agencies delivered, load it into core agency by agency, check it across tables."""

from collections import Counter
from itertools import takewhile
from pathlib import Path

from include.core.contract import Feed
from include.core.errors import (
    ConservationError,
    UnknownVersionError,
)
from include.pipeline.landing import land, list_to_load
from include.pipeline.loading import load_files
from include.pipeline.versions import choose_for_known, fits_version
from include.sources import find_feed
from include.warehouse.checks import run_checks
from include.warehouse.connect import open_transaction, run_again
from include.warehouse.ledger import (
    KnownFile,
    Outcome,
    list_waiting,
    order_reload,
    record_outcomes,
)
from include.warehouse.quarantine import lock_agency

__all__ = ["land", "list_to_load", "load", "reload", "settle"]

BATCH_ROWS = 500_000


def load(dsn: str, agency: str, home: str, feed: str | None = None) -> dict[str, int]:
    """Load all landed files of an agency, or of one of its feeds; return counts of files and rows. Every batch commits by itself."""
    counts: Counter[str] = Counter(
        files=0, rows_read=0, rows_loaded=0, rows_quarantined=0, rows_duplicate=0, rejected=0
    )
    while batch := run_again(lambda: _load_next(dsn, agency, Path(home) / "store", feed)):
        counts.update(batch)
    return dict(counts)


def reload(dsn: str, agency: str, feed: str, day: str, home: str, reason: str, requested_by: str) -> dict[str, int]:
    """Load the files of a feed's day (YYYY-MM-DD) again; rows already loaded stay, rejected files get a new chance."""
    find_feed(agency, feed)
    order = {"agency": agency, "feed": feed, "day": day, "reason": reason, "requested_by": requested_by}
    with open_transaction(dsn) as connection:
        ordered = order_reload(connection, order)
    return {"ordered": ordered, **load(dsn, agency, home)}


def settle(dsn: str, counts: list[dict[str, int]]) -> dict[str, int]:
    """Run the checks across tables, then add up what the loads of this run report.

    Raises:
        ConservationError: a check whose loudness is `fail` found rows.
    """
    with open_transaction(dsn) as connection:
        found = run_checks(connection)
    broken = [f"{name} ({count} rows)" for name, (loudness, count) in found.items() if loudness == "fail" and count]
    if broken:
        raise ConservationError(f"checks failed: {', '.join(broken)}; see sql/checks/ for what each means")
    total: Counter[str] = Counter({f"check {name}": count for name, (_, count) in found.items()})
    total.update(Counter(files=0, rows_loaded=0))
    for count in counts:
        total.update(count)
    return dict(total)


def _load_next(dsn: str, agency: str, store: Path, only: str | None) -> dict[str, int]:
    with open_transaction(dsn) as connection:
        lock_agency(connection, agency)
        waiting = [file for file in list_waiting(connection, agency) if only in (None, file.feed)]
        if not waiting:
            return {}
        name = min({file.feed for file in waiting}, key=lambda name: (find_feed(agency, name).order, name))
        first, *others = [file for file in waiting if file.feed == name]
        try:
            feed = choose_for_known(first)
            outcomes = load_files(connection, feed, _choose_batch(feed, [first, *others]), store)
        except UnknownVersionError as error:  # known when the file landed, and taken out of the source since
            outcomes = [Outcome(first.file_id, "rejected", str(error))]
            record_outcomes(connection, outcomes)
    return {
        "files": len(outcomes),
        "rejected": sum(outcome.status == "rejected" for outcome in outcomes),
        "rows_read": sum(outcome.read for outcome in outcomes),
        "rows_loaded": sum(outcome.loaded for outcome in outcomes),
        "rows_quarantined": sum(outcome.quarantined for outcome in outcomes),
        "rows_duplicate": sum(outcome.duplicate for outcome in outcomes),
    }


def _choose_batch(feed: Feed, waiting: list[KnownFile]) -> list[KnownFile]:
    """Take files of this version, in their order, up to the batch size.

    Never two of the same content: the second's fate hangs on the first's.
    """
    batch: list[KnownFile] = []
    rows = 0
    for file in takewhile(lambda file: fits_version(file, feed), waiting):
        if any(file.sha256 == taken.sha256 for taken in batch):
            continue
        size = (file.control or {}).get("rows", 0)
        rows += size if isinstance(size, int) else 0
        if batch and rows > BATCH_ROWS:
            break
        batch.append(file)
    return batch
