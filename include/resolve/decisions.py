"""What people decided about pairs of records: who is one person, who is not; later decisions about a pair replace earlier."""

from dataclasses import dataclass

import pandas as pd

from include.core.errors import RukkhatError

CONFIRMED, PARTED, WITHDRAWN = "confirmed", "parted", "withdrawn"
COLUMNS = ("left_key", "right_key", "decision")


class DecisionError(RukkhatError):
    """A decision that cannot be taken, and what to do instead."""


@dataclass(frozen=True)
class Decisions:
    """Pairs (left_key < right_key) in force."""

    confirmed: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, str], ...] = ()


def read_decisions(ledger: pd.DataFrame) -> Decisions:
    """Return what is in force of a ledger (COLUMNS, oldest first): the last decision about each pair."""
    last = ledger.drop_duplicates(["left_key", "right_key"], keep="last")
    last = last.sort_values(["left_key", "right_key"])

    def pairs(decision: str) -> tuple[tuple[str, str], ...]:
        chosen = last[last["decision"] == decision]
        return tuple(zip(chosen["left_key"].astype(str), chosen["right_key"].astype(str), strict=True))

    return Decisions(pairs(CONFIRMED), pairs(PARTED))


def check_decision(standing: Decisions, pair: tuple[str, str], decision: str) -> None:
    """Raise where a decision would contradict those in force.

    Raises:
        DecisionError: it parts two records that confirmations join through others, or the reverse, or withdraws nothing.
    """
    confirmed = tuple(known for known in standing.confirmed if known != pair)
    parted = tuple(known for known in standing.parted if known != pair)
    if decision == WITHDRAWN and pair not in {*standing.confirmed, *standing.parted}:
        raise DecisionError("there is no decision about these two records; nothing to withdraw")
    if decision == CONFIRMED:
        confirmed = (*confirmed, pair)
    if decision == PARTED:
        parted = (*parted, pair)
    groups = join_confirmed(confirmed)
    for left, right in parted:
        if groups.get(left, left) == groups.get(right, right):
            raise DecisionError(
                f"{left} and {right} are parted, and confirmations join them through others; withdraw one of those first"
            )


def join_confirmed(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the first record of the group of each record that confirmations join, transitively."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = key = parent[parent[key]]
        return key

    for left, right in pairs:
        one, other = sorted((find(left), find(right)))
        parent[other] = one
    return {key: find(key) for key in list(parent)}
