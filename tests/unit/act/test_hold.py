"""Every state against every event, the rules that no table can hold, and any order of events: the machine says no or stays sound."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from include.act.hold import (
    CLOSED,
    EMPTY,
    ENDING,
    HOLDING,
    OUT,
    TABLE,
    UNDECIDED,
    Event,
    Happening,
    Hold,
    HoldError,
    State,
    can,
    replay,
    step,
)

NOON = datetime(2024, 4, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=30)
CEILING = Decimal("1000.00")


def make(state: State = State.NEW, **change: object) -> Hold:
    return Hold("FR-1", CEILING, NOON + timedelta(days=7), **{"state": state, "amount": CEILING, **change})  # type: ignore[arg-type]


def tell(event: Event, by: str = "a", amount: Decimal | None = CEILING, until: datetime | None = LATER) -> Happening:
    return Happening(event, NOON, by, "because", amount, until)


EXPECTED = {
    State.NEW: {"propose": "proposed"},
    **{
        state: {
            "ask": state, "approve": "approved", "reject": "rejected", "time_out": "escalated", "escalate": "escalated",
            "withdraw": "withdrawn", "warn": state,
            **({} if state is State.AWAITING_SECOND else {"approve_first": "awaiting_second"}),
        }
        for state in UNDECIDED
    },
    State.APPROVED: {"withdraw": "withdrawn", "lapse": "withdrawn", "send": "sending"},
    State.SENDING: {"deliver": "sent"},
    State.SENT: {}, State.HELD: {"extend": "extended"}, State.PARTIAL: {"extend": "extended"},
    State.EXTENDED: {"extend": "extended"},
    State.LAPSED: {"tell_bank": "lifted"}, State.LIFTING: {"tell_bank": "lifted"},
    State.LIFTED: {}, State.REJECTED: {}, State.WITHDRAWN: {},
    **{state: {"follow": state} for state in EMPTY},
}  # fmt: skip
ANSWER = {f"answer_{state}": str(state) for state in ("held", "partial", "no_funds", "refused", "not_found")}


def expect(state: State) -> dict[str, str]:
    """The table once more, written from the other side: what each state allows."""
    found = {str(event): str(after) for event, after in EXPECTED[state].items()}
    if state in OUT:
        found |= {"lapse": "lapsed", "lift": "lifting", "warn": str(state)}
    if state in HOLDING:
        found |= {"follow": str(state)}
    if state in (*UNDECIDED, State.APPROVED, *OUT):
        found |= {"complain": str(state)}
    if state in (*OUT, *EMPTY, *ENDING, State.LIFTED):
        found |= {"inform": str(state)}
    if state in (State.SENDING, State.SENT, State.HELD, State.PARTIAL, *EMPTY):
        found |= ANSWER
    if state is State.EXTENDED:
        found |= ANSWER | {"answer_held": "extended", "answer_partial": "extended"}
    if state in ENDING:
        found |= dict.fromkeys(ANSWER, str(state))
    if state is State.LIFTED:
        found |= dict.fromkeys(ANSWER, "lifted") | {"answer_held": "lifting", "answer_partial": "lifting"}
    return found


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_event_in_every_state(state: State, event: Event) -> None:
    after = expect(state).get(str(event))
    assert can(make(state), event) is (after is not None)
    if after is None:
        with pytest.raises(HoldError, match="cannot happen"):
            step(make(state), tell(event))
    else:
        assert step(make(state), tell(event)).state == after


def test_every_state_is_reached_and_only_closed_ones_end() -> None:
    reached, grown = {State.NEW}, True
    while grown:
        more = reached | {after for (state, _), after in TABLE.items() if state in reached}
        grown, reached = more != reached, more
    assert reached == set(State)
    moves = {state for (state, _), after in TABLE.items() if after is not state}
    assert set(State) - moves == set(CLOSED) - {State.LIFTED}


def test_the_second_person_is_another_than_the_first() -> None:
    first = step(make(State.PROPOSED), tell(Event.APPROVE_FIRST, by="a"))
    with pytest.raises(HoldError, match="another person"):
        step(first, tell(Event.APPROVE, by="a"))
    assert step(first, tell(Event.APPROVE, by="b")).state is State.APPROVED
    escalated = step(first, Happening(Event.TIME_OUT, NOON, "clock", "nobody"))
    with pytest.raises(HoldError, match="another person"):
        step(escalated, tell(Event.APPROVE, by="a"))


def test_the_second_may_lower_but_not_raise() -> None:
    first = step(make(State.PROPOSED), tell(Event.APPROVE_FIRST, amount=Decimal(600)))
    with pytest.raises(HoldError, match="at most 600"):
        step(first, tell(Event.APPROVE, by="b", amount=Decimal(700)))
    assert step(first, tell(Event.APPROVE, by="b", amount=Decimal(500))).amount == 500


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal(-1), CEILING + 1])
def test_nothing_beyond_what_was_traced(amount: Decimal | None) -> None:
    with pytest.raises(HoldError, match="amount"):
        step(make(State.PROPOSED), tell(Event.APPROVE, amount=amount))


@pytest.mark.parametrize("until", [None, NOON + timedelta(days=7)])
def test_an_extension_extends(until: datetime | None) -> None:
    with pytest.raises(HoldError, match="must end after"):
        step(make(State.HELD), tell(Event.EXTEND, until=until))


@pytest.mark.parametrize(("by", "why"), [(" ", "because"), ("a", "")])
def test_who_and_why_are_never_missing(by: str, why: str) -> None:
    with pytest.raises(HoldError, match="who and why"):
        step(make(State.PROPOSED), Happening(Event.REJECT, NOON, by, why))


@pytest.mark.parametrize("event", [Event.ANSWER_NO_FUNDS, Event.ANSWER_REFUSED, Event.ANSWER_NOT_FOUND])
def test_who_says_that_nothing_is_held_holds_nothing(event: Event) -> None:
    assert step(make(State.SENT), tell(event, amount=Decimal(1))).held == 0


class AnyOrder(RuleBasedStateMachine):
    """Events in any order, by two people and with any amount."""

    def __init__(self) -> None:
        super().__init__()
        self.start = Hold("FR-1", CEILING, NOON + timedelta(days=7))
        self.hold, self.ledger = self.start, list[Happening]()
        self.was_approved = self.was_told = False

    @rule(
        event=st.sampled_from(Event),
        by=st.sampled_from("ab"),
        amount=st.none() | st.integers(-1, 1001).map(Decimal),
        days=st.none() | st.integers(1, 40),
    )
    def happen(self, event: Event, by: str, amount: Decimal | None, days: int | None) -> None:
        happening = Happening(event, NOON, by, "because", amount, days and NOON + timedelta(days=days))
        before = self.hold
        try:
            self.hold = step(before, happening)
        except HoldError:
            assert self.hold is before
            return
        self.ledger.append(happening)
        self.was_approved |= event is Event.APPROVE
        assert before.seq + 1 == self.hold.seq

    @precondition(lambda self: self.hold.state is State.PROPOSED)
    @rule()
    def approve_and_send(self) -> None:
        for event in (Event.APPROVE, Event.SEND):
            self.happen_surely(event)

    def happen_surely(self, event: Event) -> None:
        by = "b" if self.hold.first_by == "a" else "a"
        self.ledger.append(Happening(event, NOON, by, "because", self.hold.amount))
        self.hold = step(self.hold, self.ledger[-1])
        self.was_approved |= event is Event.APPROVE

    @invariant()
    def the_ledger_tells_the_state(self) -> None:
        assert replay(self.start, self.ledger) == self.hold

    @invariant()
    def nothing_goes_out_unapproved(self) -> None:
        assert self.was_approved or self.hold.state not in (*OUT, *EMPTY, *ENDING, State.LIFTED, State.APPROVED)

    @invariant()
    def never_more_than_traced(self) -> None:
        assert 0 <= self.hold.amount <= CEILING

    @invariant()
    def two_approvals_are_of_two_people(self) -> None:
        approvals = [one for one in self.ledger if one.event is Event.APPROVE]
        firsts = [one for one in self.ledger if one.event is Event.APPROVE_FIRST]
        assert not approvals or all(first.by != approvals[0].by for first in firsts[:1])

    @invariant()
    def what_is_told_is_over(self) -> None:
        assert self.hold.held == 0 or self.hold.state in (*HOLDING, *ENDING)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_the_table_names_each_pair_once() -> None:
    assert len(TABLE) == sum(len(expect(state)) for state, _ in product(State, [None]))


def test_the_page_shows_the_table() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/holds.md").read_text(encoding="utf-8")
    for state in State:
        after: dict[str, list[str]] = {}
        for (before, event), following in TABLE.items():
            if before is state:
                after.setdefault(str(following), []).append(str(event))
        cells = "; ".join(f"{', '.join(sorted(events))} → {name}" for name, events in sorted(after.items()))
        assert f"| {state} | {cells} |\n" in page
