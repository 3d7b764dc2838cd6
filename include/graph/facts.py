"""What each account and each phone shows by itself, told from all of its rows: enough to go on without the rows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.graph import (
    account_fans,
    account_patterns,
    account_signs,
    account_ties,
    phone_patterns,
    phone_signs,
    phone_ties,
    phone_together,
    quarrels,
)
from include.graph.account_signals import ACCOUNT_PRIOR, ACCOUNT_SIGNALS
from include.graph.beliefs import standing, weigh
from include.graph.ground import Floats, Ground, memo_key
from include.graph.phone_signals import PHONE_PRIOR, PHONE_SIGNALS
from include.graph.signals import Reading, Signal, logistic, nobody

Measure = Callable[..., Floats]
# What the signals about ties ask of nodes that are no suspects themselves; by function, with its arguments.
ACCOUNT_FACTS: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "received": (account_signs.received, ()),
    "payers": (account_signs.distinct_partners, ("creditor", "debtor")),
    "payees": (account_signs.distinct_partners, ("debtor", "creditor")),
    "tiny_partners": (account_ties.tiny_partners, ()),
    "money_only": (account_fans.money_only, ()),
    "living": (account_signs.living, ()),
    "quick_share": (account_signs.quick_share, ()),
    "employs": (account_signs.employers, ()),
    "beyond_means": (account_patterns.beyond_means, ()),
    "tells_of_goods": (quarrels.tells_of_goods, ()),
}
PHONE_FACTS: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "steady_weight": (phone_ties.steady_weight, ()),
    "rings_strangers": (phone_patterns.rings_strangers, ()),
    "given": (phone_patterns.is_given, ()),
    "given_to_nobody": (phone_patterns.given_to_nobody, ()),
    "listeners": (phone_together.listeners, ()),
    "callees": (phone_signs.callees_seen, ()),
    "returned": (phone_signs.returned_seen, ()),
    "sim_age": (phone_signs.sim_age, ()),
    "cells": (phone_signs.cells_seen, ()),
    "reports": (phone_signs.reports_seen, ()),
    "quiet": (phone_signs.lies_quiet, ()),
    "told_on": (phone_together.told_on, ()),
}


@dataclass(frozen=True)
class Facts:
    """One row per node, index account_id and phone_id: the facts above, and the values of the signals that stand alone."""

    accounts: pd.DataFrame
    phones: pd.DataFrame

    def scores(self) -> tuple[Floats, Floats]:
        """Suspicion (0..1) of accounts and phones by what stands alone, row by row."""
        return (
            logistic(weigh(ACCOUNT_PRIOR, ACCOUNT_SIGNALS, given(ACCOUNT_SIGNALS, self.accounts), len(self.accounts))),
            logistic(weigh(PHONE_PRIOR, PHONE_SIGNALS, given(PHONE_SIGNALS, self.phones), len(self.phones))),
        )


def read_facts(ground: Ground) -> Facts:
    """Tell the facts of all nodes from a ground that holds all of their rows."""
    accounts, phones = standing(ground)
    return Facts(
        tell(ground, ACCOUNT_FACTS, accounts, ground.accounts["account_id"]),
        tell(ground, PHONE_FACTS, phones, ground.phones["phone_id"]),
    )


def tell(
    ground: Ground, facts: dict[str, tuple[Measure, tuple[str, ...]]], readings: dict[str, Reading], number: pd.Series
) -> pd.DataFrame:
    """Facts and readings as columns, the readings by their codes."""
    told = {name: measure(ground, *arguments) for name, (measure, arguments) in facts.items()}
    values = {code: reading.values for code, reading in readings.items()}
    return pd.DataFrame(told | values, index=pd.Index(number.to_numpy(dtype="int64")))


def given(signals: tuple[Signal, ...], facts: pd.DataFrame, ground: Ground | None = None) -> dict[str, Reading]:
    """Readings of what stands alone as the facts have them; the records behind them are looked up in the ground."""

    def read(signal: Signal) -> Reading:
        cite = None if ground is None else lambda: look_up(signal, ground)
        return Reading(facts[signal.code].to_numpy(), cite)

    return {signal.code: read(signal) for signal in signals if not signal.is_relational}


def look_up(signal: Signal, ground: Ground) -> pd.DataFrame:
    """The records behind a signal, none where it cites none."""
    cite = signal.measure(ground, nobody(ground)).cite
    return pd.DataFrame({"node": np.zeros(0, dtype="int64"), "ref": [], "rank": []}) if cite is None else cite()


def believe_facts(ground: Ground, facts: Facts) -> None:
    """Let the ground, which holds only a part of the rows, go by the facts that were told from all of them."""
    accounts = facts.accounts.take(places(facts.accounts, ground.accounts["account_id"]))
    phones = facts.phones.take(places(facts.phones, ground.phones["phone_id"]))
    for table, known in ((accounts, ACCOUNT_FACTS), (phones, PHONE_FACTS)):
        for name, (measure, arguments) in known.items():
            ground.memo[memo_key(measure, *arguments)] = table[name].to_numpy()
    ground.memo[memo_key(standing)] = (
        given(ACCOUNT_SIGNALS, accounts, ground),
        given(PHONE_SIGNALS, phones, ground),
    )


def places(table: pd.DataFrame, number: pd.Series) -> npt.NDArray[np.intp]:
    """Where the numbers stand in the table's index."""
    return np.asarray(table.index.get_indexer(pd.Index(number.to_numpy(dtype="int64"))), dtype=np.intp)
