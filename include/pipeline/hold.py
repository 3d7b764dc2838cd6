"""The ledger of holds as the state machine sees it: requests read as they stand, events checked and appended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.hold import Event, Happening, Hold, HoldError, State, step
from include.act.request import Request
from include.warehouse.holds import list_standing, lock_holds, read_rows, write_rows

FIELDS = (
    "request_id", "ceiling", "expires_at", "state", "amount", "held", "seq", "first_by", "asked_at", "answered_at",
    "warned_at",
)  # fmt: skip
SYSTEM = "rukkhat"


@dataclass(frozen=True)
class Standing:
    """A request as it stands, and what it asks for."""

    hold: Hold
    bank_code: str
    account_id: int
    account_no: str
    certainty: float
    window: str
    legal_basis: str
    changed_at: datetime


@dataclass(frozen=True)
class Complaint:
    """One complaint whose money a request is for."""

    complaint_id: str
    hop: int
    traced_amount: Decimal
    reported_at: datetime


def open_ledger(connection: Connection) -> None:
    """Be the only one to continue the ledger until the transaction ends."""
    lock_holds(connection)


def read_standing(connection: Connection, request_ids: Iterable[str]) -> list[Standing]:
    """Return these requests as they stand, by bank, the most urgent first."""
    rows = read_rows(connection, "action/hold", {"request_ids": sorted(set(request_ids))})
    return [
        Standing(
            Hold(**{name: row[name] for name in FIELDS} | {"state": State(row["state"])}),
            row["bank_code"],
            row["account_id"],
            row["account_no"],
            row["certainty"],
            row["window_name"],
            row["legal_basis"],
            row["changed_at"],
        )
        for row in rows
    ]


def list_in(connection: Connection, states: Iterable[State]) -> list[Standing]:
    """Return the requests that are in one of the states."""
    return read_standing(connection, list_standing(connection, [str(state) for state in states]))


def read_parts(connection: Connection, request_ids: Sequence[str]) -> dict[str, list[Complaint]]:
    """Return the complaints of each request."""
    parts: dict[str, list[Complaint]] = {}
    for row in read_rows(connection, "action/hold_part", {"request_ids": list(request_ids)}):
        parts.setdefault(row.pop("request_id"), []).append(Complaint(**row))
    return parts


def read_complained(
    connection: Connection, complaint_ids: Iterable[str], channels: Sequence[str]
) -> dict[str, datetime]:
    """Return when victims complained to the police, of these complaints those that came by one of the channels."""
    asked = {"complaint_ids": sorted(set(complaint_ids)), "channels": list(channels)}
    return {row["complaint_id"]: row["complained_at"] for row in read_rows(connection, "action/hold_complained", asked)}


def happen(connection: Connection, hold: Hold, happening: Happening) -> Hold:
    """Check an event and append it; return the request after it.

    Raises:
        HoldError: it may not happen; nothing is written.
    """
    after = step(hold, happening)
    write_rows(connection, "action/hold_event", [_to_row(after, happening)])
    return after


def happen_where_possible(
    connection: Connection, holds: Iterable[tuple[Hold, Happening]]
) -> tuple[list[Hold], list[HoldError]]:
    """Append each event that may happen; return the requests that changed and the refusals."""
    changed, refused = [], []
    for hold, happening in holds:
        try:
            changed.append(happen(connection, hold, happening))
        except HoldError as error:
            refused.append(error)
    return changed, refused


def add_request(connection: Connection, request: Request, now: datetime) -> Hold:
    """Write a new request, its parts and its first event."""
    write_rows(connection, "action/freeze_request", [_describe(request, now)])
    parts = [
        {
            "request_id": request.request_id,
            "complaint_id": part.complaint_id,
            "account_id": part.account_id,
            "hop": part.hop,
            "traced_amount": part.traced,
            "certainty": part.certainty,
            "as_of": part.as_of,
            "reported_at": part.reported_at,
            "reason": part.reason,
        }
        for part in request.parts
    ]
    write_rows(connection, "action/freeze_request_part", parts)
    why = f"evidence says that {request.ceiling} THB lie there"
    return happen(connection, request.hold, Happening(Event.PROPOSE, now, SYSTEM, why))


def count_by_state(holds: Iterable[Hold]) -> dict[str, int]:
    """Return how many requests are in which state."""
    counts: dict[str, int] = {}
    for hold in holds:
        counts[str(hold.state)] = counts.get(str(hold.state), 0) + 1
    return counts


def _describe(request: Request, now: datetime) -> Mapping[str, Any]:
    return {
        "request_id": request.request_id,
        "account_id": request.account_id,
        "bank_code": request.bank_code,
        "account_no": request.account_no,
        "ceiling_amount": request.ceiling,
        "certainty": request.certainty,
        "urgency": request.urgency,
        "priority": request.priority,
        "window_name": request.window.name,
        "legal_basis": request.window.source,
        "follows": request.follows,
        "created_at": now,
    }


def _to_row(after: Hold, happening: Happening) -> dict[str, Any]:
    return {name: getattr(after, name) for name in FIELDS} | {
        "step": str(happening.event),
        "state": str(after.state),
        "happened_at": happening.at,
        "by": happening.by,
        "why": happening.why,
        "told": dict(happening.told or {}),
    }
