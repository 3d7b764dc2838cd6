"""Scores of accounts and phones, found together: each round re-reads the ties with the beliefs of the round before."""

from dataclasses import dataclass

import numpy as np

from include.graph.account_signals import ACCOUNT_PRIOR, ACCOUNT_SIGNALS
from include.graph.ground import Bools, Ground, once
from include.graph.phone_signals import PHONE_PRIOR, PHONE_SIGNALS
from include.graph.signals import Floats, Reading, Signal, State, logistic, nobody

ROUNDS = 6
# Suspicion below this says nothing about others: at the priors every partner would add a little to everybody, a round would read all
# of history, and what touches nobody suspect could not be left out.
HEARD_AT = 0.1


@dataclass(frozen=True)
class Beliefs:
    """Final scores (0..1 by position), the readings they were summed from, and who was heard in any round."""

    state: State
    account_readings: dict[str, Reading]
    phone_readings: dict[str, Reading]
    heard_accounts: Bools
    heard_phones: Bools


def read(signals: tuple[Signal, ...], ground: Ground, state: State, is_relational: bool) -> dict[str, Reading]:
    """Measure the signals that are relational, or those that are not."""
    chosen = [signal for signal in signals if signal.is_relational == is_relational]
    return {signal.code: signal.measure(ground, state) for signal in chosen}


def weigh(prior: float, signals: tuple[Signal, ...], readings: dict[str, Reading], size: int) -> Floats:
    """Log-odds of each node: the prior plus weight times value of every signal that was read."""
    total = np.full(size, prior)
    for signal in signals:
        if signal.code in readings:
            total += signal.weight * readings[signal.code].values
    return total


def aloud(state: State) -> State:
    """What others hear of a state: suspicion from HEARD_AT on."""
    loud = (np.where(belief >= HEARD_AT, belief, 0.0) for belief in (state.accounts, state.phones))
    return State(next(loud), next(loud), state.services)


@once
def standing(ground: Ground) -> tuple[dict[str, Reading], dict[str, Reading]]:
    """Readings of the signals that stand alone, of accounts and of phones."""
    none = nobody(ground)
    return read(ACCOUNT_SIGNALS, ground, none, False), read(PHONE_SIGNALS, ground, none, False)


def settle(ground: Ground, services: Bools, rounds: int = ROUNDS) -> Beliefs:
    """Iterate from what stands alone to what ties add; the number of rounds is fixed, so the result is reproducible.

    Iterative classification (Neville and Jensen 2000) with weights set by reasoning.
    """
    none = State(np.zeros(ground.account_count), np.zeros(ground.phone_count), services.astype("float64"))
    accounts, phones = (dict(readings) for readings in standing(ground))
    state = believe(ground, none, accounts, phones)
    heard_accounts, heard_phones = state.accounts >= HEARD_AT, state.phones >= HEARD_AT
    for _ in range(rounds):
        heard = aloud(state)
        accounts |= read(ACCOUNT_SIGNALS, ground, heard, True)
        phones |= read(PHONE_SIGNALS, ground, heard, True)
        state = believe(ground, none, accounts, phones)
        heard_accounts |= state.accounts >= HEARD_AT
        heard_phones |= state.phones >= HEARD_AT
    return Beliefs(state, accounts, phones, heard_accounts, heard_phones)


def believe(ground: Ground, before: State, accounts: dict[str, Reading], phones: dict[str, Reading]) -> State:
    """Scores of accounts and phones from the readings so far."""
    return State(
        logistic(weigh(ACCOUNT_PRIOR, ACCOUNT_SIGNALS, accounts, ground.account_count)),
        logistic(weigh(PHONE_PRIOR, PHONE_SIGNALS, phones, ground.phone_count)),
        before.services,
    )
