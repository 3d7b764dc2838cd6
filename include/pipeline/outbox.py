"""The outbox: approved requests, extensions and lifts become files, written down first, then put at the bank's place once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.hold import ENDING, Event, Happening, State, can
from include.act.iso20022 import write_inquiry, write_recall
from include.act.messages import (
    EXTENSIONS,
    LIFTS,
    REQUESTS,
    Letter,
    name_file,
    write_extensions,
    write_lifts,
    write_requests,
)
from include.core.errors import RukkhatError, SettingError
from include.core.settings import read_clock
from include.landing.outgoing import put_file
from include.landing.place import LIMITS, Limits, Place, PlaceError, parse_places
from include.pipeline.hold import SYSTEM, Standing, happen, list_in, open_ledger, read_parts, read_standing
from include.pipeline.places import ReadLogin, find_fields, no_login
from include.sources import all_feeds
from include.warehouse.connect import open_transaction
from include.warehouse.holds import Row, read_rows, write_rows

Write = Callable[[Sequence[Letter]], str]
Pack = tuple[str, str, str, Write]  # kind, folder, suffix, writer
REQUEST: Pack = ("hold", REQUESTS, ".jsonl", write_requests)
RECALL: Pack = ("message", "camt.056", ".xml", write_recall)
INQUIRY: Pack = ("message", "auth.001", ".xml", write_inquiry)
LIFT: Pack = ("lift", LIFTS, ".jsonl", write_lifts)
EXTENSION: Pack = ("extend", EXTENSIONS, ".jsonl", write_extensions)


def find_agency(bank_code: str) -> str:
    """Return the agency that delivers for a bank, `bank-<code>` where none does."""
    return _agencies().get(bank_code, f"bank-{bank_code}")


def write_down(dsn: str, now: datetime) -> dict[str, int]:
    """Turn what is approved into files, and what is over into lifts, in the ledger only; return counts.

    What is approved but over by law meanwhile is not sent.
    """
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        approved = list_in(connection, [State.APPROVED])
        late = [one for one in approved if one.hold.expires_at <= now]
        for one in late:
            happen(connection, one.hold, Happening(Event.LAPSE, now, SYSTEM, "its time was over before it was sent"))
        ready = [one for one in approved if one.hold.expires_at > now]
        for bank_code, group in groupby(ready, key=lambda one: one.bank_code):
            _pack_requests(connection, bank_code, list(group), now)
        over = _list_untold(connection)
        for bank_code, group in groupby(over, key=lambda one: one.bank_code):
            letters = _write_letters(connection, list(group), now)
            _pack(connection, find_agency(bank_code), LIFT, letters, now)
    return {"requests": len(ready), "late": len(late), "lifts": len(over)}


def deliver(
    dsn: str, outbox: str, now: datetime, read_login: ReadLogin = no_login, limits: Limits = LIMITS
) -> dict[str, int]:
    """Put every file that is not known to have arrived at its place; return how many arrived.

    `outbox` lists places as for landing: `<agency>=<place>` is one agency's, a place alone is everybody's. A crash at any
    point sends nothing twice: the same text goes under the same name, which a place takes once.

    Raises:
        PlaceError: a bank's place does not answer; the others have theirs, run again.
    """
    with open_transaction(dsn) as connection:
        waiting = read_rows(connection, "action/outbox_waiting")
    failures: list[RukkhatError] = []
    for file in waiting:
        try:
            _deliver(dsn, file, _find_place(outbox, file["agency"]), now, read_login, limits)
        except (PlaceError, SettingError, OSError) as error:
            failures.append(error if isinstance(error, RukkhatError) else PlaceError(f"outbox: {error.strerror}"))
    if failures:
        raise PlaceError("; ".join(dict.fromkeys(str(error) for error in failures)))
    return {"delivered": len(waiting)}


def send(
    dsn: str, outbox: str, as_of: str | None = None, read_login: ReadLogin = no_login, limits: Limits = LIMITS
) -> dict[str, int]:
    """Write down and deliver by the clock of the settings; see both."""
    now = read_clock(as_of)
    return write_down(dsn, now) | deliver(dsn, outbox, now, read_login, limits)


def pack_extension(connection: Connection, one: Standing, order: Happening, now: datetime) -> None:
    """Write down the file that tells a bank of an extension; the ledger must be open."""
    letters = _write_letters(connection, [one], now, order)
    _pack(connection, find_agency(one.bank_code), EXTENSION, letters, now)


def _pack_requests(connection: Connection, bank_code: str, ready: Sequence[Standing], now: datetime) -> None:
    letters = _write_letters(connection, ready, now)
    agency = find_agency(bank_code)
    name = _pack(connection, agency, REQUEST, letters, now)
    _pack(connection, agency, RECALL, letters, now)
    for letter in letters:
        _pack(connection, agency, INQUIRY, [letter], now)
    why = "written into the outbox"
    for one in ready:
        happen(connection, one.hold, Happening(Event.SEND, now, SYSTEM, why, told={"file": name}))


def _pack(connection: Connection, agency: str, pack: Pack, letters: Sequence[Letter], now: datetime) -> str:
    kind, folder, suffix, write = pack
    body = write(letters)
    row = {
        "agency": agency,
        "folder": folder,
        "file_name": name_file(now, body, suffix),
        "body": body,
        "kind": kind,
        "request_ids": [letter.request_id for letter in letters],
    }
    write_rows(connection, "action/outbox_file", [row])
    return str(row["file_name"])


def _write_letters(
    connection: Connection, standing: Sequence[Standing], now: datetime, order: Happening | None = None
) -> list[Letter]:
    ids = [one.hold.request_id for one in standing]
    parts = read_parts(connection, ids)
    words = {
        row["request_id"]: (row["by_whom"], row["reason"])
        for row in read_rows(connection, "action/hold_word", {"request_ids": ids})
    }
    return [
        Letter(
            one.hold.request_id,
            one.bank_code,
            one.account_no,
            one.hold.amount,
            one.legal_basis,
            tuple(part.complaint_id for part in parts[one.hold.request_id]),
            order.by if order else words[one.hold.request_id][0],
            order.why if order else words[one.hold.request_id][1],
            now,
            one.hold.expires_at,
        )
        for one in standing
    ]


def _list_untold(connection: Connection) -> list[Standing]:
    """Return what is over and stands in no file since; a bank that holds after all is told again."""
    ids = [
        row["request_id"]
        for row in read_rows(connection, "action/hold_untold", {"states": [str(one) for one in ENDING]})
    ]
    return read_standing(connection, ids)


def _deliver(dsn: str, file: Row, place: Place, now: datetime, read_login: ReadLogin, limits: Limits) -> None:
    folders = (file["folder"],) if place.scope else (file["agency"], file["folder"])
    put_file(place, folders, file["file_name"], file["body"], find_fields(place, read_login), limits)
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        write_rows(connection, "action/outbox_delivery", [{"file_id": file["file_id"], "place": place.label}])
        _note_arrival(connection, file, now)


def _note_arrival(connection: Connection, file: Row, now: datetime) -> None:
    event = {"hold": Event.DELIVER, "lift": Event.TELL_BANK}.get(file["kind"])
    if event is None:
        return
    for one in read_standing(connection, file["request_ids"]):
        if can(one.hold, event):  # an answer, or a lift, may have come before this was noted
            why = f"{file['file_name']} has arrived"
            happen(connection, one.hold, Happening(event, now, SYSTEM, why, told={"file": file["file_name"]}))


def _find_place(outbox: str, agency: str) -> Place:
    places = parse_places(outbox)
    own = [place for place in places if place.scope[:1] == (agency,)] or [place for place in places if not place.scope]
    if own:
        return own[0]
    if not places:
        return Place("file", "", None, outbox)
    raise SettingError(f"the outbox has no place for {agency}")


@cache
def _agencies() -> dict[str, str]:
    codes: Iterable[tuple[str, str]] = (
        (feed.constants["bank_code"], feed.agency) for feed in all_feeds() if "bank_code" in feed.constants
    )
    return dict(codes)
