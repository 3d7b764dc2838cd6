"""Landing: what the landing places list is kept by its content and noted in the ledger; a place that fails stops no other."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from include.core.errors import DeliveryNotFoundError, FileRejectedError, RukkhatError, SettingError, UnknownFeedError
from include.landing.delivery import DeliveredFile
from include.landing.inbox import find_inbox
from include.landing.listing import LandingPlace
from include.landing.opening import open_place
from include.landing.place import LIMITS, Limits, Place, PlaceError, parse_places
from include.landing.store import sweep
from include.landing.verify import verify_content
from include.pipeline.places import ReadLogin, find_fields, no_login
from include.pipeline.versions import choose_for, has_contract
from include.warehouse.connect import open_transaction
from include.warehouse.ledger import Arrival, KnownFile, list_known, list_waiting_agencies, record_arrivals

FAILURES = 5

Known = dict[tuple[str, str, str, str], KnownFile]


def land(
    dsn: str,
    delivery: str,
    home: str,
    agency: str | None = None,
    feed: str | None = None,
    day: str | None = None,
    read_login: ReadLogin = no_login,
    limits: Limits = LIMITS,
) -> list[str]:
    """Keep every complete new file of the places in `delivery` by its content; return the agencies that have files to load.

    `delivery` lists folders and URLs (see `landing.place`). `agency`, `feed` and `day` (YYYYMMDD, the start of the file's
    name) narrow what is looked at. A place that fails does not stop the others: they land, then its error is raised.

    Raises:
        DeliveryNotFoundError: there is no such folder.
        PlaceError: a place did not answer, or not as it should; run again.
        SettingError: an address or its connection makes no sense.
        StoreError: the store cannot take a file; what was kept so far is kept, run again.
    """
    store = Path(home) / "store"
    sweep(store)
    chosen = Chosen(agency, feed, day or "")
    failures: list[RukkhatError] = []
    inbox = find_inbox(Path(home))
    places = parse_places(delivery) or [Place("file", "", None, delivery)]
    for place in [*places, inbox] if Path(inbox.path).is_dir() else places:
        try:
            with open_place(place, find_fields(place, read_login), limits) as opened:
                failures += land_place(dsn, opened, chosen, store)
        except (DeliveryNotFoundError, PlaceError, SettingError) as error:
            failures.append(error)
    if failures:
        raise join_failures(failures)
    return list_to_load(dsn)


def list_to_load(dsn: str) -> list[str]:
    """Return the agencies that have files to load, whatever came of landing."""
    with open_transaction(dsn) as connection:
        return list_waiting_agencies(connection)


@dataclass(frozen=True)
class Chosen:
    """What of a place is looked at; None and "" are all."""

    agency: str | None
    feed: str | None
    day: str

    def takes(self, file: DeliveredFile) -> bool:
        """Tell whether a file is looked at."""
        return (
            self.agency in (None, "", file.agency)
            and self.feed in (None, "", file.feed)
            and file.name.startswith(self.day)
        )


def land_place(dsn: str, place: LandingPlace, chosen: Chosen, store: Path) -> list[RukkhatError]:
    """Land what a place lists; return what failed of it. What was kept is recorded whatever fails later."""
    listing = place.list_files()
    failures: list[RukkhatError] = [PlaceError(words) for words in listing.refused]
    files = [file for file in listing.files if chosen.takes(file)]
    if not files:
        return failures
    with open_transaction(dsn) as connection:
        lines = list_known(connection, [(file.agency, file.feed, file.name) for file in files])
    known: Known = {(line.agency, line.feed, line.file_name, line.sha256): line for line in lines}
    arrivals: dict[tuple[str, str, str, str], Arrival] = {}
    try:
        for file in files:
            try:
                if arrival := _arrive(file, known, place, store):
                    arrivals[arrival.agency, arrival.feed, arrival.file_name, arrival.sha256] = arrival
            except PlaceError as error:
                failures.append(error)
                if len(failures) >= FAILURES + len(listing.refused):  # the place is ill, not the file
                    break
    finally:
        if arrivals:
            with open_transaction(dsn) as connection:
                record_arrivals(connection, list(arrivals.values()))
    return failures


def join_failures(failures: list[RukkhatError]) -> RukkhatError:
    """Return one error of several; it may be tried again where one of them may."""
    if len(failures) == 1:
        return failures[0]
    words = "; ".join(dict.fromkeys(str(error) for error in failures))
    return (PlaceError if any(isinstance(error, PlaceError) for error in failures) else SettingError)(words)


def _arrive(file: DeliveredFile, known: Known, place: LandingPlace, store: Path) -> Arrival | None:
    if file.control is None:
        key = (file.agency, file.feed, file.name, "")
        waiting = Arrival(*key, file.read_size() or 0, None, "incomplete", "no control file yet; left alone")
        return None if key in known else waiting
    claimed = known.get((file.agency, file.feed, file.name, file.claimed_sha256))
    if _is_settled(file, claimed) and not _has_other_size(file, claimed):
        return None
    sha256, size = place.keep(file, store)
    if _is_settled(file, known.get((file.agency, file.feed, file.name, sha256))):
        return None
    try:
        choose_for(file.agency, file.feed, file.name, file.control, datetime.now(tz=UTC))
        verify_content(file.control, file.name, sha256)
        status, reason = "landed", ""
    except UnknownFeedError as error:
        status, reason = "rejected", f"unknown_feed: {error}"
    except FileRejectedError as error:
        status, reason = "rejected", str(error)
    return Arrival(file.agency, file.feed, file.name, sha256, size, json.dumps(file.control), status, reason)


def _has_other_size(file: DeliveredFile, line: KnownFile | None) -> bool:
    """Tell whether a file was written again under its old control file, as far as its size shows it: nothing is read."""
    size = file.read_size()
    return line is not None and size is not None and size != line.byte_count


def _is_settled(file: DeliveredFile, line: KnownFile | None) -> bool:
    if line is None:
        return False
    has_new_contract = line.reason.startswith(("unknown_feed", "unknown_version")) and has_contract(line)
    return line.status != "rejected" or (line.control == file.control and not has_new_contract)
