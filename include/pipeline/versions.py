"""Which version of its contract a file is judged by, and what to say where it looks like another."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from include.core.compare import compare_contracts
from include.core.contract import Feed
from include.core.errors import FileRejectedError, UnknownFeedError, UnknownVersionError
from include.landing.delivery import read_day
from include.landing.store import stored_path
from include.sources import choose_version, find_versions
from include.warehouse.ledger import KnownFile

BANGKOK = ZoneInfo("Asia/Bangkok")
OF_FORM = frozenset({"wrong_columns", "wrong_encoding", "wrong_root", "malformed"})
SHOWN_DIFFERENCES = 3


def choose_for(
    agency: str, name: str, file_name: str, control: Mapping[str, Any] | None, received_at: datetime
) -> Feed:
    """Return the version that the control file's `contract` names, else the one of the file's own day.

    The day is the one in the file's name, else the one on which the file came.

    Raises:
        UnknownFeedError: there is no contract.
        UnknownVersionError: it names a version that is not known, or none is in force on its day.
    """
    named = (control or {}).get("contract")
    day = read_day(file_name) or received_at.astimezone(BANGKOK).date()
    return choose_version(agency, name, day, None if named is None else str(named))


def choose_for_known(file: KnownFile) -> Feed:
    """Return the version of a file of the ledger; raises as `choose_for`."""
    return choose_for(file.agency, file.feed, file.file_name, file.control, file.received_at)


def fits_version(file: KnownFile, feed: Feed) -> bool:
    """Tell whether the file is judged by this version."""
    try:
        return choose_for_known(file) is feed
    except UnknownVersionError:
        return False


def has_contract(file: KnownFile) -> bool:
    """Tell whether a file that had no contract when it came has one now."""
    try:
        choose_for_known(file)
    except (UnknownFeedError, UnknownVersionError):
        return False
    return True


def explain_version(feed: Feed, file: KnownFile, store: Path, error: FileRejectedError) -> FileRejectedError:
    """Return the error; where the file can be read as another version, it says which and how that one differs."""
    if error.reason not in OF_FORM:
        return error
    for other in find_versions(feed.agency, feed.name):
        if other is not feed and _can_read(other, stored_path(store, file.sha256)):
            begins = f", which begins on {other.since}" if other.since else ", which came before"
            older, newer = sorted((feed, other), key=find_versions(feed.agency, feed.name).index)
            differs = "; ".join(compare_contracts(older, newer)[:SHOWN_DIFFERENCES])
            hint = f"the file looks like v{other.version}{begins} ({differs})"
            return FileRejectedError(error.reason, f"{error.detail}; judged by v{feed.version}, {hint}")
    return error


def _can_read(feed: Feed, path: Path) -> bool:
    columns = tuple(column.name for column in feed.columns)
    try:
        return next(feed.reader.batches(path, columns, 100), None) is not None
    except FileRejectedError:
        return False
