"""What a person's answer to a batch means for each request in it: who may, up to what amount, and what follows from silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from include.act.hold import ZERO, Event, Happening, Hold, HoldError

LEAST_REASON, MOST_REASON = 5, 500
APPROVE, REJECT, ESCALATE = "Approve", "Reject", "Escalate"
CHOICES = (APPROVE, REJECT, ESCALATE)
CLOCK = "clock"


@dataclass(frozen=True)
class Window:
    """How long the law lets money be held from a moment on, and where that is written."""

    name: str
    length: timedelta
    source: str

    @property
    def told(self) -> dict[str, str]:
        """What the ledger keeps of it where a request comes under it later."""
        return {"window": self.name, "basis": self.source}


DECREE = "Emergency Decree on Measures for the Prevention and Suppression of Technology Crimes, B.E. 2566, as amended B.E. 2568"


@dataclass(frozen=True)
class HoldPolicy:
    """The rules around a decision; amounts in THB.

    `complained_by`: the channels by which a victim complains to the police, at a station or by electronic means; whoever calls
    the hotline has given notice, and has 72 hours to complain. `second_above`: a second person decides too. `answer_within`: then
    it is escalated. `warn_before`: before a hold ends.
    """

    notice: Window = Window("notice", timedelta(hours=72), f"{DECREE}: 72 hours from the victim's notice to the bank")
    complaint: Window = Window("complaint", timedelta(days=7), f"{DECREE}: 7 days from the complaint to the police")
    order: Window = Window(
        "order", timedelta(days=7), f"{DECREE}: order of the officer, the windows of notice and complaint being over"
    )
    complained_by: tuple[str, ...] = ("STATION", "WEB")
    second_above: Decimal = Decimal(500_000)
    answer_within: timedelta = timedelta(minutes=30)
    warn_before: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class StandingOrder:
    """A written, signed and dated order under which small and sure requests need no person; without one nothing is automatic."""

    order_no: str
    signed_by: str
    signed_on: date
    ends_on: date
    most_amount: Decimal
    least_certainty: float

    def covers(self, hold: Hold, certainty: float, now: datetime) -> bool:
        """Tell whether the request may be sent under it."""
        is_in_force = self.signed_on <= now.date() <= self.ends_on
        return is_in_force and hold.ceiling <= self.most_amount and certainty >= self.least_certainty


@dataclass(frozen=True)
class Answer:
    """What a person said to a batch: the choice for all, other amounts for some (0 rejects that one), and why."""

    choice: str
    by: str
    at: datetime
    why: str
    amounts: Mapping[str, Decimal]


def find_end(
    reported_at: datetime, complained_at: datetime | None, now: datetime, policy: HoldPolicy
) -> tuple[Window, datetime]:
    """Return the window in force and its end: the complaint's once there is one, else the notice's; an order's where that is over."""
    window, since = (policy.notice, reported_at) if complained_at is None else (policy.complaint, complained_at)
    if since + window.length > now:
        return window, since + window.length
    return policy.order, now + policy.order.length


def read_answer(choices: Sequence[str], form: Mapping[str, object], by: str | None, at: datetime) -> Answer:
    """Return what a form says; silence (nobody answered in time) is an escalation by the clock.

    Raises:
        HoldError: no reason, an unknown choice, or an amount that is none. Forms are not checked before they come here.
    """
    if not by:
        return Answer(ESCALATE, CLOCK, at, "nobody answered in time", {})
    why = " ".join(str(form.get("reason") or "").split())
    if len(choices) != 1 or choices[0] not in CHOICES:
        raise HoldError(f"the choice must be one of {', '.join(CHOICES)}")
    if not LEAST_REASON <= len(why) <= MOST_REASON:
        raise HoldError(f"say why in {LEAST_REASON} to {MOST_REASON} characters; it is kept")
    amounts = form.get("amounts") or {}
    if not isinstance(amounts, Mapping):
        raise HoldError('amounts must name requests and their amounts, as {"FR-...": 1500.00}')
    return Answer(choices[0], by, at, why, {str(name): _read_amount(value) for name, value in amounts.items()})


def decide(hold: Hold, answer: Answer, policy: HoldPolicy) -> Happening:
    """Return what the answer means for one request; `hold.step` checks it."""
    amount = min(hold.amount, answer.amounts.get(hold.request_id, hold.amount))
    if answer.amounts.get(hold.request_id, ZERO) > hold.amount:
        raise HoldError(f"{hold.request_id}: at most {hold.amount} THB were traced or approved")
    if answer.choice == ESCALATE:
        event = Event.TIME_OUT if answer.by == CLOCK else Event.ESCALATE
        return Happening(event, answer.at, answer.by, answer.why)
    if answer.choice == REJECT or amount == ZERO:
        return Happening(Event.REJECT, answer.at, answer.by, answer.why)
    needs_second = amount > policy.second_above and hold.first_by is None
    event = Event.APPROVE_FIRST if needs_second else Event.APPROVE
    if hold.expires_at > answer.at:
        return Happening(event, answer.at, answer.by, answer.why, amount)
    until, told = answer.at + policy.order.length, policy.order.told
    return Happening(event, answer.at, answer.by, answer.why, amount, until, told)


def _read_amount(value: object) -> Decimal:
    try:
        amount = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise HoldError("an amount is not a number") from None
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise HoldError("an amount must be 0 or more, with at most two decimals")
    return amount
