"""The follow DAG: banks' answers are matched to requests; where money had left, it is traced on and the next hop proposed."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.decision import HoldPolicy
from include.act.hold import ANSWERS, EMPTY, Event, Happening, HoldError, State, can
from include.act.next_hop import find_next
from include.act.propose import Policy
from include.act.request import Finding, Request, plan_requests
from include.core.records import INFORMED
from include.core.settings import read_clock
from include.pipeline.decide import add_complaints, add_requests, count_earlier
from include.pipeline.hold import SYSTEM, Standing, happen, open_ledger, read_parts, read_standing
from include.pipeline.tracing import follow_money, read_cases
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_frame
from include.warehouse.holds import Row, read_rows

FOLLOW_FOR = timedelta(days=3)


def take_answers(dsn: str, now: datetime) -> dict[str, int]:
    """Write every new answer into the ledger of its request; return counts by outcome, and `refused`.

    Each version of an answer counts once, in the order of the bank's clock; an older answer that comes after a newer one
    changes nothing. Answers to requests that nobody sent stay in `mart.hold_stray`. A bank's clock that runs ahead is cut to ours.
    """
    counts = {"taken": 0, "late": 0, "refused": 0}
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        for answer in read_rows(connection, "action/hold_answer"):
            one = read_standing(connection, [answer["request_id"]])[0]
            if _is_outdated(one, answer, now):
                counts["late"] += 1
                continue
            try:
                happen(connection, one.hold, _read_answer(one, answer, now))
                counts["taken"] += 1
            except HoldError:
                counts["refused"] += 1
    return counts


def trace_on(dsn: str, now: datetime, policy: HoldPolicy | None = None) -> dict[str, int]:
    """Trace on what banks could not hold, and write requests for the next hop; return how many requests were followed and opened.

    The trace is of all that is known by now. What is not found is looked for again whenever core changes, for three days:
    the bank's answer may be faster than its postings.
    """
    with open_transaction(dsn) as connection:
        short = _list_short(connection)
        if not short:
            return {"followed": 0, "opened": 0}
        parts = read_parts(connection, [one.hold.request_id for one in short])
        complaint_ids = sorted({part.complaint_id for found in parts.values() for part in found})
    with open_transaction(dsn) as connection:
        complaints, payments = read_cases(connection, complaint_ids)
        trace = follow_money(connection, complaints.assign(reported_at=pd.Timestamp(now)), payments, Policy())
    origin = {part.complaint_id: request_id for request_id, found in parts.items() for part in found}
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        asked = read_frame(connection, "action/hold_asked", {"complaint_ids": complaint_ids})
        findings = add_complaints(connection, find_next(trace, complaints, asked, now), policy or HoldPolicy())
        opened = _open_next(connection, _add_balances(connection, findings, now), origin, now, policy or HoldPolicy())
        followed = _close_followed(connection, short, {request.follows for request in opened}, now)
    return {"followed": followed, "opened": len(opened)}


def take_answers_now(dsn: str) -> dict[str, int]:
    """Take answers by the clock of the settings."""
    return take_answers(dsn, read_clock())


def trace_on_now(dsn: str) -> dict[str, int]:
    """Trace on by the clock of the settings."""
    return trace_on(dsn, read_clock())


def _list_short(connection: Connection) -> list[Standing]:
    states = [str(state) for state in (State.PARTIAL, *EMPTY)]
    rows = read_rows(connection, "action/hold_short", {"states": states})
    return read_standing(connection, [row["request_id"] for row in rows])


def _open_next(
    connection: Connection, findings: list[Finding], origin: dict[str, str], now: datetime, policy: HoldPolicy
) -> list[Request]:
    by_origin: dict[str, list[Finding]] = {}
    for finding in findings:
        by_origin.setdefault(origin[finding.complaint_id], []).append(finding)
    opened: list[Request] = []
    for request_id, found in sorted(by_origin.items()):
        requests = plan_requests(found, now, policy, count_earlier(connection), request_id)
        add_requests(connection, requests, now)
        opened += requests
    return opened


def _add_balances(connection: Connection, findings: list[Finding], now: datetime) -> list[Finding]:
    accounts = {"account_ids": sorted({one.account_id for one in findings}), "at": now}
    balances = {row["account_id"]: row["balance"] for row in read_rows(connection, "action/hold_balance", accounts)}
    return [replace(one, balance=balances.get(one.account_id)) for one in findings]


def _close_followed(connection: Connection, short: list[Standing], found: set[str | None], now: datetime) -> int:
    done = [one for one in short if one.hold.request_id in found or _is_old(one, now)]
    for one in read_standing(connection, [one.hold.request_id for one in done]):
        why = "the next hop is proposed" if one.hold.request_id in found else "nothing was found for three days"
        if can(one.hold, Event.FOLLOW):
            happen(connection, one.hold, Happening(Event.FOLLOW, now, SYSTEM, why))
    return len(done)


def _is_old(one: Standing, now: datetime) -> bool:
    return one.hold.answered_at is not None and now - one.hold.answered_at > FOLLOW_FOR


def _is_outdated(one: Standing, answer: Row, now: datetime) -> bool:
    last = one.hold.answered_at
    return last is not None and answer["outcome"] != INFORMED and _clip(answer, now) < last


def _read_answer(one: Standing, answer: Row, now: datetime) -> Happening:
    outcome, held = _weigh(one, str(answer["outcome"]), answer["held_amount"])
    why = str(answer["reason"] or f"the bank answered {answer['outcome']}")
    told = {"content": str(answer["content"]), "responded_at": f"{answer['responded_at'] or now:%Y-%m-%dT%H:%M:%SZ}"}
    return Happening(ANSWERS[outcome], _clip(answer, now), f"bank:{one.bank_code}", why, held, told=told)


def _weigh(one: Standing, outcome: str, held: Decimal | None) -> tuple[str, Decimal]:
    """Return the outcome by the amount where both are said: a bank that holds a part has not held, and the rest is followed."""
    if held is None:
        return outcome, one.hold.amount if outcome == "HELD" else Decimal(0)
    if outcome in ("HELD", "PARTIAL"):
        return "HELD" if held >= one.hold.amount else "PARTIAL", held
    return outcome, held


def _clip(answer: Row, now: datetime) -> datetime:
    at: datetime = answer["responded_at"] or now
    return min(at, now)
