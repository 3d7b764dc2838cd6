"""From findings (whose money lies where) to requests: one per account, grouped per bank, the most urgent money first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby

from include.act.decision import HoldPolicy, Window, find_end
from include.act.hold import ZERO, Hold

CRUMBS = Decimal(50)  # below it a hold is not worth a bank's work
SATANG = Decimal("0.01")
SLOWEST = 0.05  # least urgency: also money that never moved may leave at once when the holder hears of the complaint


@dataclass(frozen=True)
class Finding:
    """One complaint's money in one account, as known at `as_of`, less what was asked for before; amounts in THB.

    `balance` is the account's at that time, None where its bank delivers none; `outflow` is what it paid out in the day before.
    `reported_at` is the victim's notice, `complained_at` the complaint to the police, None while there is none.
    """

    complaint_id: str
    account_id: int
    bank_code: str
    account_no: str
    hop: int
    traced: Decimal
    certainty: float
    as_of: datetime
    reported_at: datetime
    reason: str
    balance: Decimal | None
    outflow: Decimal
    complained_at: datetime | None = None


@dataclass(frozen=True)
class Request:
    """What a bank is to be asked for. `priority` is the money in THB expected to be lost by waiting a day."""

    request_id: str
    account_id: int
    bank_code: str
    account_no: str
    ceiling: Decimal
    certainty: float
    urgency: float
    window: Window
    expires_at: datetime
    parts: tuple[Finding, ...]
    follows: str | None = None

    @property
    def priority(self) -> float:
        """Money still there, times how sure it is the victim's and the account a mule's, times how soon it leaves."""
        return float(self.ceiling) * self.certainty * self.urgency

    @property
    def hold(self) -> Hold:
        """The request before its first event."""
        return Hold(self.request_id, self.ceiling, self.expires_at)


def plan_requests(
    findings: Iterable[Finding],
    now: datetime,
    policy: HoldPolicy,
    earlier: Mapping[int, int] | None = None,
    follows: str | None = None,
) -> list[Request]:
    """Return one request per account and window in law, by bank, the highest priority first; sums below 50 THB are left.

    Requests are never for more than what was traced, nor than the account's balance: never for an account as a whole.
    `earlier` counts the requests that an account has had. The same findings give the same requests in any order.
    """
    ordered = sorted(findings, key=lambda one: (one.account_id, one.complaint_id))
    found = [
        request
        for account_id, parts in groupby(ordered, key=lambda one: one.account_id)
        for request in _part(tuple(parts), now, policy, (earlier or {}).get(account_id, 0), follows)
    ]
    worth = [request for request in found if request.ceiling >= CRUMBS]
    return sorted(worth, key=lambda one: (one.bank_code, -one.priority, one.request_id))


def rate_urgency(outflow: Decimal, stays: Decimal) -> float:
    """Return the share of what lay in the account and passed through it within a day that had left by its end, 0.05 to 1."""
    through = outflow + stays
    return max(SLOWEST, float(outflow / through)) if through > 0 else SLOWEST


def _part(
    parts: tuple[Finding, ...], now: datetime, policy: HoldPolicy, number: int, follows: str | None
) -> Iterable[Request]:
    """One victim's notice that ends must not end the hold of another's complaint; both share the account's balance."""
    windows: dict[str, list[Finding]] = {}
    for one in parts:
        windows.setdefault(_find_end(one, now, policy)[0].name, []).append(one)
    balance = max(parts, key=lambda one: one.as_of).balance
    for name in sorted(windows):
        request = _join(tuple(windows[name]), now, policy, number, follows, balance)
        balance = None if balance is None else balance - request.ceiling
        yield request


def _find_end(one: Finding, now: datetime, policy: HoldPolicy) -> tuple[Window, datetime]:
    return find_end(one.reported_at, one.complained_at, now, policy)


def _join(
    parts: tuple[Finding, ...],
    now: datetime,
    policy: HoldPolicy,
    number: int,
    follows: str | None,
    balance: Decimal | None,
) -> Request:
    first, last = parts[0], max(parts, key=lambda one: one.as_of)
    traced = sum((one.traced for one in parts), ZERO)
    ceiling = traced if balance is None else min(traced, balance)
    ceiling = max(ceiling, ZERO).quantize(SATANG)
    window, expires_at = min((_find_end(one, now, policy) for one in parts), key=lambda end: end[1])
    certainty = float(sum(float(one.traced) * one.certainty for one in parts) / float(traced)) if traced else 0.0
    stays = ceiling if last.balance is None else last.balance
    return Request(
        _name(first, parts, number),
        first.account_id,
        first.bank_code,
        first.account_no,
        ceiling,
        round(certainty, 4),
        round(rate_urgency(last.outflow, stays), 4),
        window,
        expires_at,
        parts,
        follows,
    )


def _name(first: Finding, parts: tuple[Finding, ...], number: int) -> str:
    """A name that says nothing of anybody, and is the same when the same is asked for again after a crash."""
    words = [first.bank_code, first.account_no, str(number), *(f"{one.complaint_id}@{one.as_of:%s}" for one in parts)]
    return "FR-" + sha256("|".join(words).encode()).hexdigest()[:20]
