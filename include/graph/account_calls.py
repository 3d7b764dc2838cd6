"""What calls say of an account: who talked with its holder again and again, and who with those who paid it."""

import numpy as np

from include.graph.account_signs import cite_transfers, passed_on, per_account, received
from include.graph.ground import DAY, Floats, Ground
from include.graph.phone_patterns import rings_strangers
from include.graph.phone_ties import steers_suspects
from include.graph.prices import enough
from include.graph.signals import Reading, State, noisy_or, once_per_state, ramp, share
from include.graph.talks import after_talks, steady_pairs


@once_per_state
def steered(ground: Ground, state: State) -> Floats:
    """Per account, the chance that one of its contact number's steady contacts is a suspect who steers: victims talk with
    callers too, again and again, but those ring strangers and know few suspects.
    """
    steers = np.maximum(1.0 - rings_strangers(ground), steers_suspects(ground, state).values)
    rows, suspicion = steady_pairs(ground), state.phones * steers
    chance = noisy_or(rows["node"].to_numpy(), 0.7 * suspicion[rows["other"].to_numpy()], ground.phone_count)
    return np.asarray(
        np.append(chance, 0.0)[ground.accounts["phone"].to_numpy()], dtype="float64"
    )  # -1, no phone, finds the zero at the end


def talks_with_suspects(ground: Ground, state: State) -> Reading:
    """Its contact number talks repeatedly with suspect phones that do not call strangers by the hundred."""
    return Reading(steered(ground, state))


@once_per_state
def lured(ground: Ground, state: State) -> Floats:
    """Per transfer, its amount times the suspicion of a phone that had talked with the payer's number in the day before."""
    return np.asarray(after_talks(ground, state.phones) * ground.transfers["baht"].to_numpy(), dtype="float64")


def talked_into(ground: Ground, state: State) -> Floats:
    """Per transfer how surely a caller, not a handler, had talked with the payer's number in the day before."""
    calls_for_money = rings_strangers(ground) * (1.0 - steers_suspects(ground, state).values)
    return after_talks(ground, state.phones * calls_for_money)


def called_then_paid(ground: Ground, state: State) -> Reading:
    """Share of its receipts that came within a day after a suspect phone had talked with the payer's number."""
    weights = lured(ground, state)
    amount = per_account(ground, "creditor", weights)
    values = share(amount, received(ground)) * enough(ground, amount, 1500.0)
    return Reading(values, lambda: cite_transfers(ground, "creditor", weights))


def forwards_lured(ground: Ground, state: State) -> Reading:
    """Such receipts that went straight on: rent and goods are also paid after a call, but their price stays."""
    gone = share(passed_on(ground, 3 * DAY), ground.transfers["baht"].to_numpy())
    weights = lured(ground, state) * ramp(gone, 0.3, 0.9)
    amount = per_account(ground, "creditor", weights)
    values = share(amount, received(ground)) * enough(ground, amount, 1500.0)
    return Reading(values, lambda: cite_transfers(ground, "creditor", weights))
