"""The follow DAG: banks' answers are matched to requests; where money had left, it is traced on and the next hop proposed."""

from datetime import datetime
from decimal import Decimal

from include.act.hold import ANSWERS, EMPTY, Happening, HoldError, State
from include.pipeline.hold import Standing, happen, list_in, open_ledger, read_standing
from include.warehouse.connect import open_transaction
from include.warehouse.holds import Row, read_rows


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


def list_short(dsn: str) -> list[Standing]:
    """Return the requests whose bank does not hold all that it was asked for, and that were not followed on yet."""
    with open_transaction(dsn) as connection:
        return [one for one in list_in(connection, [State.PARTIAL, *EMPTY]) if one.hold.short > 0]


def _is_outdated(one: Standing, answer: Row, now: datetime) -> bool:
    last = one.hold.answered_at
    return last is not None and _clip(answer, now) < last


def _read_answer(one: Standing, answer: Row, now: datetime) -> Happening:
    outcome = str(answer["outcome"])
    held = answer["held_amount"]
    if held is None:
        held = one.hold.amount if outcome == "HELD" else Decimal(0)
    why = str(answer["reason"] or f"the bank answered {outcome}")
    told = {"content": str(answer["content"]), "responded_at": f"{answer['responded_at'] or now:%Y-%m-%dT%H:%M:%SZ}"}
    return Happening(ANSWERS[outcome], _clip(answer, now), f"bank:{one.bank_code}", why, Decimal(held), told=told)


def _clip(answer: Row, now: datetime) -> datetime:
    at: datetime = answer["responded_at"] or now
    return min(at, now)
