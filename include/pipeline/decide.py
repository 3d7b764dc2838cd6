"""The decide DAG: what is proposed becomes requests, a person is asked once per bank, and the answer is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.decision import Answer, HoldPolicy, StandingOrder, decide, read_answer
from include.act.hold import UNDECIDED, Event, Happening, HoldError, State
from include.act.request import Finding, Request, plan_requests
from include.core.settings import read_clock
from include.pipeline.hold import (
    SYSTEM,
    Standing,
    add_request,
    count_by_state,
    happen,
    happen_where_possible,
    list_in,
    open_ledger,
    read_complained,
    read_standing,
)
from include.warehouse.connect import open_transaction
from include.warehouse.holds import read_rows

PAGE = "/holds/request/"  # where the plugin shows a request
Batch = dict[str, Any]
"""bank_code, request_ids, subject, body: what a person is asked; neither accounts nor names stand in it."""


def open_requests(dsn: str, now: datetime, policy: HoldPolicy | None = None) -> dict[str, int]:
    """Withdraw undecided requests whose evidence has changed, and write requests for what is proposed and not asked for yet."""
    policy = policy or HoldPolicy()
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        stale = [row["request_id"] for row in read_rows(connection, "action/hold_stale")]
        gone = Happening(
            Event.WITHDRAW, now, SYSTEM, "the evidence has changed; it is proposed anew where it still holds"
        )
        for standing in read_standing(connection, stale):
            happen(connection, standing.hold, gone)
        findings = add_complaints(connection, _read_findings(connection), policy)
        requests = plan_requests(findings, now, policy, _count_earlier(connection))
        for request in requests:
            add_request(connection, request, now)
    return {"withdrawn": len(stale), "opened": len(requests)}


def ask(
    dsn: str, now: datetime, policy: HoldPolicy | None = None, request_ids: Sequence[str] | None = None
) -> list[Batch]:
    """Return one batch per bank of what waits for a person and is not being asked already, or of these requests.

    A question that nobody answered within the policy's time, and that nobody wrote down either, is asked again.
    """
    policy = policy or HoldPolicy()
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        found = list_in(connection, UNDECIDED)
        chosen = [one for one in found if request_ids is None or one.hold.request_id in request_ids]
        waiting = [one for one in chosen if request_ids is not None or _is_unasked(one, now, policy)]
        batches = [_make_batch(bank, list(group)) for bank, group in groupby(waiting, key=lambda one: one.bank_code)]
        for one in waiting:
            happen(connection, one.hold, Happening(Event.ASK, now, SYSTEM, "a person is asked"))
    return batches


def record(
    dsn: str, batch: Batch, response: Mapping[str, Any] | None, now: datetime, policy: HoldPolicy | None = None
) -> Batch:
    """Write down what a person said to a batch; `response` is chosen_options, params_input and responded_by_user, None for silence.

    Returns counts by state, `left` (the requests that wait for another person) and `refused` (sentences why an answer did
    not count: those requests stay as they were). An answer that is written down already changes nothing.

    Raises:
        HoldError: the form makes no sense; nothing is written.
    """
    answer = _read_response(response, now)
    if strange := set(answer.amounts) - set(batch["request_ids"]):
        raise HoldError(f"amounts name {len(strange)} requests that this batch does not have; nothing is written")
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        standing = read_standing(connection, batch["request_ids"])
        asked = [one for one in standing if one.hold.state in UNDECIDED and one.hold.asked_at is not None]
        refused: list[HoldError] = []
        for one in asked:
            try:
                happen(connection, one.hold, decide(one.hold, answer, policy or HoldPolicy()))
            except HoldError as error:
                refused.append(error)
        after = [one.hold for one in read_standing(connection, batch["request_ids"])]
    left = [hold.request_id for hold in after if hold.state in UNDECIDED]
    return {"counts": count_by_state(after), "left": left, "refused": [str(error) for error in refused]}


def open_and_ask(dsn: str, as_of: str | None = None) -> list[Batch]:
    """Open requests and return the batches to ask people about, by the clock of the settings."""
    now = read_clock(as_of)
    open_requests(dsn, now)
    return ask(dsn, now)


def record_as_of(dsn: str, batch: Batch, response: Mapping[str, Any] | None, as_of: str | None = None) -> Batch:
    """Record an answer by the clock of the settings; see `record`."""
    return record(dsn, batch, response, read_clock(as_of))


def ask_again(dsn: str, request_ids: Sequence[str], as_of: str | None = None) -> Batch:
    """Return the batch of requests that wait for another person, empty where none does."""
    batches = ask(dsn, read_clock(as_of), request_ids=request_ids) if request_ids else []
    return batches[0] if batches else {}


def approve_by_order(dsn: str, order: StandingOrder, now: datetime) -> dict[str, int]:
    """Approve what a written, dated order covers, in its name; everything else waits for a person."""
    with open_transaction(dsn) as connection:
        open_ledger(connection)
        covered = [one for one in list_in(connection, [State.PROPOSED]) if order.covers(one.hold, one.certainty, now)]
        why = f"standing order {order.order_no} of {order.signed_on}, signed by {order.signed_by}"
        by = f"order:{order.order_no}"
        changed, _ = happen_where_possible(
            connection, [(one.hold, Happening(Event.APPROVE, now, by, why, one.hold.amount)) for one in covered]
        )
    return {"approved": len(changed)}


def add_requests(connection: Connection, requests: Sequence[Request], now: datetime) -> int:
    """Write requests that were planned elsewhere (the next hop); the ledger must be open."""
    for request in requests:
        add_request(connection, request, now)
    return len(requests)


def add_complaints(connection: Connection, findings: Sequence[Finding], policy: HoldPolicy) -> list[Finding]:
    """Say of each finding when its victim complained to the police, if that has been delivered."""
    complained = read_complained(connection, (one.complaint_id for one in findings), policy.complained_by)
    return [replace(one, complained_at=complained.get(one.complaint_id)) for one in findings]


def count_earlier(connection: Connection) -> dict[int, int]:
    """Return how many requests each account has had."""
    return _count_earlier(connection)


def _is_unasked(one: Standing, now: datetime, policy: HoldPolicy) -> bool:
    return one.hold.asked_at is None or now - one.hold.asked_at > 2 * policy.answer_within


def _read_response(response: Mapping[str, Any] | None, now: datetime) -> Answer:
    if response is None:
        return read_answer((), {}, None, now)
    user = response.get("responded_by_user") or {}
    by = str(user.get("id") or user.get("name") or "")
    at = response.get("responded_at") or now
    return read_answer(response["chosen_options"], response.get("params_input") or {}, by, min(at, now))


def _make_batch(bank_code: str, standing: Sequence[Standing]) -> Batch:
    total = sum(one.hold.amount for one in standing)
    ids = [one.hold.request_id for one in standing]
    lines = [
        f"| {number} | {_link(one.hold.request_id)} | {one.hold.amount:,.2f} | {one.certainty:.0%} | {_explain(one)} |"
        for number, one in enumerate(standing, start=1)
    ]
    head = "| | request | THB | certainty | |\n|---|---|---|---|---|"
    return {
        "bank_code": bank_code,
        "request_ids": ids,
        "subject": f"Bank {bank_code}: hold {total:,.2f} THB in {len(ids)} account{'s' if len(ids) > 1 else ''}?",
        "body": f"The most urgent money first. *Browse → Holds* has the evidence, a page per request.\n\n{head}\n"
        + "\n".join(lines),
    }


def _link(request_id: str) -> str:
    return f"[{request_id}]({PAGE}{request_id})"


def _explain(one: Standing) -> str:
    return {
        State.AWAITING_SECOND: "a second person must agree",
        State.ESCALATED: "nobody decided in time, or somebody handed it up",
    }.get(one.hold.state, "")


def _count_earlier(connection: Connection) -> dict[int, int]:
    return {row["account_id"]: row["requests"] for row in read_rows(connection, "action/hold_count")}


def _read_findings(connection: Connection) -> list[Finding]:
    return [Finding(**row) for row in read_rows(connection, "action/hold_finding")]
