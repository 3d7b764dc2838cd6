"""The life of one request to hold money, as data: states, events, and the table of what may follow what. Pure; the ledger of
events is the truth, a state is what replaying it gives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from include.core.errors import RukkhatError
from include.core.records import INFORMED

ZERO = Decimal(0)


class HoldError(RukkhatError):
    """An event that may not happen to this request as it stands; says why. Nothing has changed."""


class State(StrEnum):
    """Where a request stands."""

    NEW = "new"  # before its first event; never stored
    PROPOSED = "proposed"
    AWAITING_SECOND = "awaiting_second"
    ESCALATED = "escalated"
    APPROVED = "approved"
    SENDING = "sending"  # its message is written down; the bank may or may not have it yet
    SENT = "sent"
    HELD = "held"
    PARTIAL = "partial"
    NO_FUNDS = "no_funds"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    EXTENDED = "extended"
    LAPSED = "lapsed"  # over by law; the bank is still to be told
    LIFTING = "lifting"  # a person lifted it; the bank is still to be told
    LIFTED = "lifted"  # and the bank has been told
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # the evidence changed, or time ran out, before anything was sent


class Event(StrEnum):
    """What can happen to it."""

    PROPOSE = "propose"
    ASK = "ask"  # a person is asked
    APPROVE = "approve"
    APPROVE_FIRST = "approve_first"  # above the limit: a second person is needed
    REJECT = "reject"
    TIME_OUT = "time_out"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"
    SEND = "send"  # the message is written down, and goes out until the bank has it
    DELIVER = "deliver"
    ANSWER_HELD = "answer_held"
    ANSWER_PARTIAL = "answer_partial"
    ANSWER_NO_FUNDS = "answer_no_funds"
    ANSWER_REFUSED = "answer_refused"
    ANSWER_NOT_FOUND = "answer_not_found"
    INFORM = "inform"  # the bank answered a question about the account; what it holds is as it was
    FOLLOW = "follow"  # what the bank could not hold has been traced on
    WARN = "warn"  # somebody was told that time runs out
    EXTEND = "extend"
    COMPLAIN = "complain"  # the victim has complained to the police; the law gives more time
    LAPSE = "lapse"
    LIFT = "lift"
    TELL_BANK = "tell_bank"


ANSWERS: Mapping[str, Event] = {
    **{
        outcome: Event(f"answer_{outcome.lower()}")
        for outcome in ("HELD", "PARTIAL", "NO_FUNDS", "REFUSED", "NOT_FOUND")
    },
    INFORMED: Event.INFORM,
}
UNDECIDED = (State.PROPOSED, State.AWAITING_SECOND, State.ESCALATED)
HOLDING = (State.HELD, State.PARTIAL, State.EXTENDED)
EMPTY = (State.NO_FUNDS, State.REFUSED, State.NOT_FOUND)
OUT = (State.SENDING, State.SENT, *HOLDING)  # the bank may hold money for it
ENDING = (State.LAPSED, State.LIFTING)
CLOSED = (State.LIFTED, State.REJECTED, State.WITHDRAWN)
AFTER_ANSWER = {
    Event.ANSWER_HELD: State.HELD,
    Event.ANSWER_PARTIAL: State.PARTIAL,
    Event.ANSWER_NO_FUNDS: State.NO_FUNDS,
    Event.ANSWER_REFUSED: State.REFUSED,
    Event.ANSWER_NOT_FOUND: State.NOT_FOUND,
}


def _draw_table() -> dict[tuple[State, Event], State]:
    rows: list[tuple[Iterable[State], Event, State | None]] = [
        ((State.NEW,), Event.PROPOSE, State.PROPOSED),
        (UNDECIDED, Event.ASK, None),
        (UNDECIDED, Event.APPROVE, State.APPROVED),
        ((State.PROPOSED, State.ESCALATED), Event.APPROVE_FIRST, State.AWAITING_SECOND),
        (UNDECIDED, Event.REJECT, State.REJECTED),
        (UNDECIDED, Event.TIME_OUT, State.ESCALATED),
        (UNDECIDED, Event.ESCALATE, State.ESCALATED),
        ((*UNDECIDED, State.APPROVED), Event.WITHDRAW, State.WITHDRAWN),
        ((State.APPROVED,), Event.LAPSE, State.WITHDRAWN),
        ((State.APPROVED,), Event.SEND, State.SENDING),
        ((State.SENDING,), Event.DELIVER, State.SENT),
        (HOLDING, Event.EXTEND, State.EXTENDED),
        ((*UNDECIDED, State.APPROVED, *OUT), Event.COMPLAIN, None),
        (OUT, Event.LAPSE, State.LAPSED),
        (OUT, Event.LIFT, State.LIFTING),
        (ENDING, Event.TELL_BANK, State.LIFTED),
        ((*UNDECIDED, *OUT), Event.WARN, None),
        ((*HOLDING, *EMPTY), Event.FOLLOW, None),
        ((*OUT, *EMPTY, *ENDING, State.LIFTED), Event.INFORM, None),
    ]
    for event, state in AFTER_ANSWER.items():
        rows += [
            ((State.SENDING, State.SENT, *EMPTY), event, state),
            ((State.HELD, State.PARTIAL), event, state),
            (ENDING, event, None),  # too late, and the bank is about to be told anyway
            ((State.EXTENDED,), event, State.EXTENDED if state in HOLDING else state),
        ]
    table = {(state, event): after or state for states, event, after in rows for state in states}
    held_after_all = {(State.LIFTED, event): State.LIFTING for event in (Event.ANSWER_HELD, Event.ANSWER_PARTIAL)}
    empty_at_last = {(State.LIFTED, event): State.LIFTED for event in AFTER_ANSWER if AFTER_ANSWER[event] in EMPTY}
    return table | held_after_all | empty_at_last


TABLE: Mapping[tuple[State, Event], State] = _draw_table()
"""What follows what. A pair that does not stand here cannot happen."""


@dataclass(frozen=True)
class Happening:
    """One line of the ledger: what happened, when by the clock of the one who says so, by whom and why.

    `amount` is what was approved, or what the bank holds; `until` is a new end; `told` holds what else is worth keeping.
    """

    event: Event
    at: datetime
    by: str
    why: str
    amount: Decimal | None = None
    until: datetime | None = None
    told: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Hold:
    """A request as it stands. `ceiling` is the traced amount, never passed; `expires_at` is the end of the hold by law."""

    request_id: str
    ceiling: Decimal
    expires_at: datetime
    state: State = State.NEW
    amount: Decimal = ZERO
    held: Decimal = ZERO
    seq: int = 0
    first_by: str | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    warned_at: datetime | None = None

    @property
    def short(self) -> Decimal:
        """What the bank was asked for and does not hold."""
        return max(self.amount - self.held, ZERO)


def step(hold: Hold, happening: Happening) -> Hold:
    """Return the request after the event.

    Raises:
        HoldError: the event may not happen in this state, or breaks a rule: who approves second is another person than the
            first, no amount passes what was traced or asked for, an extension ends later than the hold does.
    """
    after = TABLE.get((hold.state, happening.event))
    if after is None:
        raise HoldError(f"{hold.request_id}: {happening.event} cannot happen to a request that is {hold.state}")
    if not happening.by.strip() or not happening.why.strip():
        raise HoldError(f"{hold.request_id}: {happening.event} needs who and why; both are kept")
    _check(hold, happening)
    return replace(hold, state=after, seq=hold.seq + 1, **_change(hold, happening))


def replay(hold: Hold, happenings: Iterable[Happening]) -> Hold:
    """Return the request after all of them, in their order."""
    for happening in happenings:
        hold = step(hold, happening)
    return hold


def can(hold: Hold, event: Event) -> bool:
    """Tell whether the event may happen in the state that the request is in."""
    return (hold.state, event) in TABLE


def _check(hold: Hold, happening: Happening) -> None:
    event, amount = happening.event, happening.amount
    if event in (Event.APPROVE, Event.APPROVE_FIRST):
        most = hold.amount if hold.first_by else hold.ceiling
        if amount is None or not ZERO < amount <= most:
            raise HoldError(
                f"{hold.request_id}: the amount must be above 0 and at most {most}, which was traced or approved"
            )
        if event is Event.APPROVE and hold.first_by is not None and happening.by == hold.first_by:
            raise HoldError(f"{hold.request_id}: the second approval must be another person's than the first")
    if event in AFTER_ANSWER and (amount or ZERO) < ZERO:
        raise HoldError(f"{hold.request_id}: the bank says that it holds less than nothing")
    if event in (Event.EXTEND, Event.COMPLAIN) and (happening.until is None or happening.until <= hold.expires_at):
        raise HoldError(f"{hold.request_id}: an extension must end after {hold.expires_at:%Y-%m-%d %H:%M} UTC")


def _change(hold: Hold, happening: Happening) -> dict[str, Any]:
    """The fields that an event changes beside the state."""
    event, at = happening.event, happening.at
    if event is Event.PROPOSE:
        return {"amount": hold.ceiling}
    if event in (Event.APPROVE, Event.APPROVE_FIRST):
        first = hold.first_by or (happening.by if event is Event.APPROVE_FIRST else None)
        return {
            "amount": happening.amount,
            "first_by": first,
            "asked_at": None,
            "expires_at": happening.until or hold.expires_at,
        }
    if event in AFTER_ANSWER:
        is_held = (
            AFTER_ANSWER[event] in HOLDING
        )  # who has nothing, or refuses, holds nothing, whatever amount stands beside it
        return {"held": (is_held and happening.amount) or ZERO, "answered_at": at}
    marks: dict[Event, dict[str, Any]] = {
        Event.ASK: {"asked_at": at},
        Event.TIME_OUT: {"asked_at": None},
        Event.ESCALATE: {"asked_at": None},
        Event.WARN: {"warned_at": at},
        Event.EXTEND: {"expires_at": happening.until, "warned_at": None},
        Event.COMPLAIN: {"expires_at": happening.until, "warned_at": None},
        Event.TELL_BANK: {"held": ZERO},
    }
    return marks.get(event, {})
