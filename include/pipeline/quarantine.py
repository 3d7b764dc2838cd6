"""What people do about rows put aside and files refused: export, re-submit, release, dismiss; all is written down."""

from pathlib import Path

from include.core.errors import QuarantineError
from include.landing.store import keep_file
from include.pipeline.ingest import load
from include.pipeline.repair import read_repair, write_repair
from include.pipeline.resubmitting import part_by_version, read_delivered, resubmit_rows
from include.sources import find_feed, find_versions
from include.warehouse.connect import open_transaction, run_again
from include.warehouse.quarantine import Decision, decide, find_releasable, list_open, lock_agency, record_release

LEAST_REASON, MOST_REASON = 5, 500


def export(dsn: str, home: str, agency: str, feed: str, out: str, file_name: str = "") -> dict[str, int]:
    """Write the open rows of a feed (or of one file's name) to `out` as a repair file; return how many.

    Raises:
        UnknownFeedError: no such feed. QuarantineError: `out` exists.
    """
    versions, target = find_versions(agency, feed), Path(out)
    with open_transaction(dsn) as connection:
        rows = list_open(connection, agency, feed, file_name)
    delivered = (
        (version, read_delivered(version, part, Path(home) / "store")) for version, part in part_by_version(rows)
    )
    text = write_repair(versions, rows, delivered)
    try:
        with target.open("x", encoding="utf-8-sig", newline="") as file:
            target.chmod(0o600)
            file.write(text)
    except FileExistsError as error:
        raise QuarantineError(f"{target.name} exists; give another name") from error
    return {"rows": len(rows)}


def resubmit(dsn: str, home: str, agency: str, feed: str, path: str, reason: str, by: str) -> dict[str, int]:
    """Judge and load the repaired rows of a file that `export` wrote; return what became of them.

    Each row is judged by its file's own version of the contract, keeps its place (file_id, row_no) and moves, in its file's
    account, from quarantined to loaded or duplicate. A row that is still bad, or contradicts what is loaded, stays open, and its
    refusal is written down. A row that was settled before is left alone, so a second time changes nothing.

    Raises:
        QuarantineError: not a repair file of this feed, or it names rows that are not in its quarantine.
    """
    versions = find_versions(agency, feed)
    why, who = _check_words(reason, by)
    source = Path(path)
    if not source.is_file():
        raise QuarantineError(f"there is no file {source.name}; export the open rows first")
    repaired = read_repair(versions, source)
    store = Path(home) / "store"
    sha256, _ = keep_file(source, store)

    def work() -> dict[str, int]:
        with open_transaction(dsn) as connection:
            lock_agency(connection, agency)
            return resubmit_rows(connection, versions[-1], repaired, store, (sha256, why, who))

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
