"""What people do about rows put aside and files refused: export, re-submit, release, dismiss; all is written down."""

from collections import Counter
from pathlib import Path

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.contract import Feed
from include.core.errors import QuarantineError
from include.landing.store import keep_file, stored_path
from include.pipeline.ingest import load
from include.pipeline.repair import add_secrets, places_of, read_repair, write_repair
from include.sources import find_feed
from include.validate import judge
from include.warehouse.batch import load_batch, open_batch, stage_rows
from include.warehouse.connect import open_transaction, run_again
from include.warehouse.quarantine import (
    Decision,
    OpenRow,
    Place,
    decide,
    find_releasable,
    keep_conflicts,
    list_open,
    list_settled,
    lock_agency,
    move_repaired,
    record_release,
)

CHUNK_ROWS = 100_000
LEAST_REASON, MOST_REASON = 5, 500


def export(dsn: str, home: str, agency: str, feed: str, out: str, file_name: str = "") -> dict[str, int]:
    """Write the open rows of a feed (or of one file's name) to `out` as a repair file; return how many.

    Raises:
        UnknownFeedError: no such feed. QuarantineError: `out` exists.
    """
    contract, target = find_feed(agency, feed), Path(out)
    with open_transaction(dsn) as connection:
        rows = list_open(connection, agency, feed, file_name)
    text = write_repair(contract, rows, _read_delivered(contract, rows, Path(home) / "store"))
    try:
        with target.open("x", encoding="utf-8-sig", newline="") as file:
            target.chmod(0o600)
            file.write(text)
    except FileExistsError as error:
        raise QuarantineError(f"{target.name} exists; give another name") from error
    return {"rows": len(rows)}


def resubmit(dsn: str, home: str, agency: str, feed: str, path: str, reason: str, by: str) -> dict[str, int]:
    """Judge and load the repaired rows of a file that `export` wrote; return what became of them.

    Each row keeps its place (file_id, row_no) and moves, in its file's account, from quarantined to loaded or duplicate.
    A row that is still bad, or contradicts what is loaded, stays open, and its refusal is written down. A row that was
    settled before is left alone, so a second time changes nothing.

    Raises:
        QuarantineError: not a repair file of this feed, or it names rows that are not in its quarantine.
    """
    contract = find_feed(agency, feed)
    why, who = _check_words(reason, by)
    source = Path(path)
    if not source.is_file():
        raise QuarantineError(f"there is no file {source.name}; export the open rows first")
    repaired = read_repair(contract, source)
    store = Path(home) / "store"
    sha256, _ = keep_file(source, store)

    def work() -> dict[str, int]:
        with open_transaction(dsn) as connection:
            lock_agency(connection, agency)
            return _resubmit(connection, contract, repaired, store, (sha256, why, who))

    return run_again(work)


def release(
    dsn: str, home: str, agency: str, feed: str, file_name: str, reason: str, by: str, sha256: str = ""
) -> dict[str, int]:
    """Load a file that was refused as too dirty: its good rows load, its bad rows stand in quarantine.

    Raises:
        QuarantineError: no such file, or it was refused for another reason, which nobody can waive.
    """
    find_feed(agency, feed)
    why, who = _check_words(reason, by)
    if sha256.strip("0123456789abcdef"):
        raise QuarantineError("sha256 has characters 0-9 and a-f only")
    wanted = {"agency": agency, "feed": feed, "file_name": file_name, "sha256": sha256}
    with open_transaction(dsn) as connection:
        found = find_releasable(connection, wanted)
        if found is None:
            raise QuarantineError(f"no file {file_name} of {agency}/{feed}; its name stands in mart.feed_health")
        file_id, status, told, is_released = found
        if not is_released:
            _check_releasable(f"{agency}/{feed}/{file_name}", status, told)
            record_release(connection, file_id, why, who)
    return {"released": int(not is_released), **load(dsn, agency, home)}


def dismiss(
    dsn: str, agency: str, feed: str, file_name: str, reason: str, by: str, row_nos: list[int] | None = None
) -> dict[str, int]:
    """Settle open rows of a file (all, or those numbered) without loading them; return how many."""
    find_feed(agency, feed)
    why, who = _check_words(reason, by)
    if not file_name:
        raise QuarantineError("dismiss needs the file's name; a whole feed is not dismissed at once")
    with open_transaction(dsn) as connection:
        lock_agency(connection, agency)
        rows = [row for row in list_open(connection, agency, feed, file_name) if not row_nos or row.row_no in row_nos]
        decisions = [Decision(row.file_id, row.row_no, "dismissed", why) for row in rows]
        return {"dismissed": decide(connection, decisions, who)}


def list_rows(dsn: str, agency: str, feed: str, file_name: str = "") -> list[tuple[str, int, str, str]]:
    """Return (file, row, field, reason) of the open rows of a feed."""
    find_feed(agency, feed)
    with open_transaction(dsn) as connection:
        return [
            (row.file_name, row.row_no, row.field, row.reason) for row in list_open(connection, agency, feed, file_name)
        ]


def act(dsn: str, home: str, form: dict[str, str], by: str) -> dict[str, int]:
    """Do what the form says (action, agency, feed, file, reason); repaired files lie in `<home>/repairs`.

    Raises:
        QuarantineError: it cannot be done, and what to do instead.
    """
    agency, feed, file, why = form["agency"], form["feed"], form["file"], form["reason"]
    if Path(file).name != file or file.startswith("."):
        raise QuarantineError("file is a plain name, without a folder")
    match form["action"]:
        case "resubmit":
            done = resubmit(dsn, home, agency, feed, str(Path(home) / "repairs" / file), why, by)
            return {**done, "rows_loaded": done["loaded"]}
        case "release":
            return release(dsn, home, agency, feed, file, why, by)
        case "dismiss":
            return dismiss(dsn, agency, feed, file, why, by)
        case other:
            raise QuarantineError(f"{other} is not one of resubmit, release, dismiss")


def _resubmit(
    connection: Connection, feed: Feed, repaired: pd.DataFrame, store: Path, words: tuple[str, str, str]
) -> dict[str, int]:
    places = places_of(repaired)
    known = {row.place: row for row in list_open(connection, feed.agency, feed.name)}
    settled = list_settled(connection, sorted({file_id for file_id, _ in places}))
    strange = [place for place in places if place not in known and place not in settled]
    if strange:
        raise QuarantineError(
            f"{len(strange)} rows are not open in the quarantine of {feed.key}, the first is row {strange[0][1]} of file_id "
            f"{strange[0][0]}; export again"
        )
    wanted = [known[place] for place in places if place in known]
    if not wanted:
        return {"rows": len(places), "loaded": 0, "duplicate": 0, "refused": 0, "settled": len(places)}
    chosen = repaired[[place in known for place in places]].reset_index(drop=True)
    rows = add_secrets(feed, chosen, _read_delivered(feed, wanted, store))
    became, refused = _load_repaired(connection, feed, rows)
    _write_down(connection, became, refused, words)
    counts = Counter(became.values())
    return {
        "rows": len(places),
        "loaded": counts["loaded"],
        "duplicate": counts["duplicate"],
        "refused": len(refused),
        "settled": len(places) - len(wanted),
    }


def _load_repaired(connection: Connection, feed: Feed, rows: pd.DataFrame) -> tuple[dict[Place, str], dict[Place, str]]:
    """Take the way of every row: judge, copy, merge; return what became of the good ones, and why others are refused."""
    record = str(feed.record)
    verdict = judge(feed, rows.assign(fault=None), pd.Timestamp.now(tz="UTC"))
    batch = open_batch(connection, record)
    refused = dict(zip(places_of(verdict.faults), verdict.faults["reason"].astype("str"), strict=True))
    loaded: dict[int, int] = {}
    conflicts: list[Place] = []
    if len(verdict.rows):
        stage_rows(connection, batch, verdict.rows.assign(agency=feed.agency))
        loaded, conflicts = load_batch(connection, batch)
    keep_conflicts(connection, record, conflicts)
    refused |= dict.fromkeys(conflicts, "conflict: the key stands with other content, see mart.conflict")
    became: dict[Place, str] = {}
    for place in sorted(set(places_of(verdict.rows)) - set(conflicts)):
        left = loaded.get(place[0], 0)
        became[place] = "loaded" if left else "duplicate"
        loaded[place[0]] = max(0, left - 1)
    return became, refused


def _write_down(
    connection: Connection, became: dict[Place, str], refused: dict[Place, str], words: tuple[str, str, str]
) -> None:
    sha256, why, who = words
    moved: dict[int, tuple[int, int]] = {}
    for (file_id, _), fate in became.items():
        loaded, duplicate = moved.get(file_id, (0, 0))
        moved[file_id] = (loaded + (fate == "loaded"), duplicate + (fate == "duplicate"))
    move_repaired(connection, moved)
    decisions = [Decision(*place, "resubmitted", why, fate, repair_sha256=sha256) for place, fate in became.items()]
    decisions += [
        Decision(*place, "refused", f"{why}; {told}", repair_sha256=sha256) for place, told in refused.items()
    ]
    decide(connection, decisions, who)


def _read_delivered(feed: Feed, rows: list[OpenRow], store: Path) -> pd.DataFrame:
    """Return file_id, row_no and the contract's columns of these rows as they were delivered."""
    columns = tuple(column.name for column in feed.columns)
    wanted: dict[tuple[int, str], set[int]] = {}
    for row in rows:
        wanted.setdefault((row.file_id, row.sha256), set()).add(row.row_no)
    found = [pd.DataFrame(columns=["file_id", "row_no", *columns]).astype({"file_id": "int64", "row_no": "int64"})]
    for (file_id, sha256), row_nos in wanted.items():
        for batch in feed.reader.batches(stored_path(store, sha256), columns, CHUNK_ROWS):
            chosen = batch[batch["row_no"].isin(row_nos)].reindex(columns=["row_no", *columns])
            found.append(chosen.assign(file_id=file_id))
    return pd.concat([part for part in found if len(part)] or found, ignore_index=True)


def _check_releasable(place: str, status: str, told: str) -> None:
    if status != "rejected":
        raise QuarantineError(f"{place} is {status}, not refused; there is nothing to release")
    cause = told.partition(":")[0]
    if cause != "too_dirty":
        raise QuarantineError(
            f"{place} was refused as {cause}; only too_dirty can be released, ask the agency to send the file again"
        )


def _check_words(reason: str, by: str) -> tuple[str, str]:
    why, who = " ".join(reason.split()), by.strip()
    if not LEAST_REASON <= len(why) <= MOST_REASON or not who:
        raise QuarantineError(f"say who decides, and why in {LEAST_REASON} to {MOST_REASON} characters; both are kept")
    return why, who
