"""The clocks DAG and what people order about holds: time runs out, holds lapse, are extended, are lifted; the bank is told."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.decision import CLOCK, LEAST_REASON, MOST_REASON, HoldPolicy
from include.act.hold import OUT, UNDECIDED, Event, Happening, HoldError, State
from include.core.settings import read_clock
from include.pipeline.hold import (
    Standing,
    count_by_state,
    happen,
    list_in,
    open_ledger,
    read_complained,
    read_parts,
    read_standing,
)
from include.pipeline.outbox import pack_extension
from include.warehouse.connect import open_transaction
from include.warehouse.holds import write_rows

Tell = Callable[[str], None]
SETTLES = timedelta(minutes=5)  # a run of decide that is at work asks within it


def tick(dsn: str, now: datetime, tell: Tell, policy: HoldPolicy | None = None) -> dict[str, int]:
    """Do what time alone does: escalate what nobody decided, end what the law no longer holds, warn before it ends.

    Where a victim who had given notice has complained to the police since, the law gives more time first, and the bank is told.
    Nothing is approved by time. `tell` gets one sentence per alert, which names requests and no account. Returns counts, and
    `unasked`: the undecided requests that nobody is being asked about, so that somebody is asked again until one decides.
    """
    policy = policy or HoldPolicy()
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        _hear_complaints(connection, now, policy)
        lapsed = _happen_to(connection, _list_over(connection, now), _say(Event.LAPSE, now, "its time by law is over"))
        silent = [one for one in list_in(connection, UNDECIDED) if _is_silent(one, now, policy)]
        escalated = _happen_to(connection, silent, _say(Event.TIME_OUT, now, "nobody answered in time"))
        ending = [one for one in list_in(connection, (*UNDECIDED, *OUT)) if _ends_soon(one, now, policy)]
        unasked = [one for one in list_in(connection, UNDECIDED) if _is_left(one, now)]
        warned = _happen_to(connection, ending, _say(Event.WARN, now, "its time by law runs out"))
    for one in escalated:
        tell(f"hold {one.hold.request_id} escalated: nobody decided about {one.hold.amount} THB in time")
    for one in warned:
        unless = ", unless the victim complains to the police" if one.window == policy.notice.name else ""
        tell(f"hold {one.hold.request_id} due: {one.hold.state} until {one.hold.expires_at:%Y-%m-%d %H:%M} UTC{unless}")
    for one in lapsed:
        tell(f"hold {one.hold.request_id} lapsed: {one.hold.held} THB are let go unless an order comes")
    return {"lapsed": len(lapsed), "escalated": len(escalated), "warned": len(warned), "unasked": len(unasked)}


def lift(dsn: str, request_id: str, reason: str, by: str, now: datetime) -> dict[str, int]:
    """End a hold because it should not stand; mark the signals that led to it. The outbox tells the bank next.

    What has not been sent yet is withdrawn. Lifting twice changes nothing.

    Raises:
        HoldError: there is no such request, no reason, or nothing to lift.
    """
    with open_transaction(dsn) as connection:
        one, why = _find(connection, request_id, reason)
        if one.hold.state in ("lifting", "lifted", "withdrawn"):
            return count_by_state([one.hold])
        event = Event.LIFT if one.hold.state in OUT else Event.WITHDRAW
        after = happen(connection, one.hold, Happening(event, now, by, why))
        order = {"request_id": request_id, "account_id": one.account_id, "by": by, "at": now, "why": why}
        write_rows(connection, "action/marked_signal", [order])
        return count_by_state([after])


def extend(dsn: str, request_id: str, until: datetime, order: str, by: str, now: datetime) -> dict[str, int]:
    """Hold longer by a written order; the file that tells the bank stands in the outbox when this returns.

    Raises:
        HoldError: nothing is held, the order is not named, or it ends before the hold does.
    """
    with open_transaction(dsn) as connection:
        one, why = _find(connection, request_id, order)
        ordered = Happening(Event.EXTEND, now, by, why, until=until)
        happen(connection, one.hold, ordered)
        pack_extension(connection, read_standing(connection, [request_id])[0], ordered, now)
    return {"extended": 1}


def order(dsn: str, form: dict[str, str], by: str, now: datetime) -> dict[str, int]:
    """Do what the form says (action, request, reason, until).

    Raises:
        HoldError: it cannot be done, and why.
    """
    if form["action"] == "lift":
        return lift(dsn, form["request"], form["reason"], by, now)
    try:
        until = datetime.fromisoformat(form.get("until") or "")
    except ValueError:
        raise HoldError("an extension needs a time with an offset, as in 2024-05-04T12:00:00+07:00") from None
    if until.tzinfo is None:
        raise HoldError("an extension needs a time with an offset, as in 2024-05-04T12:00:00+07:00")
    return extend(dsn, form["request"], until, form["reason"], by, now)


def tick_now(dsn: str, tell: Tell) -> dict[str, int]:
    """Tick by the clock of the settings."""
    return tick(dsn, read_clock(), tell)


def order_now(dsn: str, form: dict[str, str], by: str) -> dict[str, int]:
    """Do what the form says, by the clock of the settings."""
    return order(dsn, form, by, read_clock())


def _find(connection: Connection, request_id: str, reason: str) -> tuple[Standing, str]:
    why = " ".join(reason.split())
    if not LEAST_REASON <= len(why) <= MOST_REASON:
        raise HoldError(f"say why in {LEAST_REASON} to {MOST_REASON} characters; it is kept and the bank is told")
    open_ledger(connection)
    found = read_standing(connection, [request_id])
    if not found:
        raise HoldError("there is no such request; mart.freeze_request has their ids")
    return found[0], why


def _hear_complaints(connection: Connection, now: datetime, policy: HoldPolicy) -> None:
    """Give requests that stand on notices the time of the complaint, where all their victims have complained."""
    alive = list_in(connection, (*UNDECIDED, State.APPROVED, *OUT))
    noticed = {one.hold.request_id: one for one in alive if one.window == policy.notice.name}
    parts = read_parts(connection, list(noticed))
    ids = {request_id: [part.complaint_id for part in found] for request_id, found in parts.items()}
    complained = read_complained(connection, (one for found in ids.values() for one in found), policy.complained_by)
    for request_id, found in ids.items():
        if all(one in complained for one in found):
            until = min(complained[one] for one in found) + policy.complaint.length
            _prolong(connection, noticed[request_id], until, now, policy)


def _prolong(connection: Connection, one: Standing, until: datetime, now: datetime, policy: HoldPolicy) -> None:
    if until <= max(now, one.hold.expires_at):
        return
    window = policy.complaint
    heard = Happening(Event.COMPLAIN, now, CLOCK, window.source, until=until, told=window.told)
    happen(connection, one.hold, heard)
    if one.hold.state in OUT:
        pack_extension(connection, read_standing(connection, [one.hold.request_id])[0], heard, now)


def _list_over(connection: Connection, now: datetime) -> list[Standing]:
    return [one for one in list_in(connection, OUT) if one.hold.expires_at <= now]


def _is_silent(one: Standing, now: datetime, policy: HoldPolicy) -> bool:
    """A run that asks ends its question by itself; twice that time means that the run has died."""
    return one.hold.asked_at is not None and now - one.hold.asked_at > 2 * policy.answer_within


def _is_left(one: Standing, now: datetime) -> bool:
    """Nobody is being asked: its run has died, is over, or never came to be."""
    just_changed = one.hold.state is not State.ESCALATED and now - one.changed_at <= SETTLES
    return one.hold.asked_at is None and not just_changed


def _ends_soon(one: Standing, now: datetime, policy: HoldPolicy) -> bool:
    return one.hold.warned_at is None and one.hold.expires_at - now <= policy.warn_before


def _say(event: Event, now: datetime, why: str) -> Happening:
    return Happening(event, now, CLOCK, why)


def _happen_to(connection: Connection, standing: Iterable[Standing], happening: Happening) -> list[Standing]:
    changed = list(standing)
    for one in changed:
        happen(connection, one.hold, happening)
    return changed
