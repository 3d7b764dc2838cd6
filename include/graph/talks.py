"""Calls: who rings whom, who talks with whom again and again, and what a listener's account paid in the day after."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Bools, Floats, Ground, Ints, once
from include.graph.windows import composed, pairs_before, starts_of

TALK = 60.0
STEADY = 10.0
PAID = 300.0


@once
def call_pairs(ground: Ground) -> pd.DataFrame:
    """Voice calls per caller and callee, in order of both: columns caller, callee, calls, longest (s), is_returned (the callee ever called
    first or back).
    """
    voice, size = ground.calls["is_voice"].to_numpy(), ground.phone_count
    key = (ground.calls["caller"].to_numpy() * size + ground.calls["callee"].to_numpy())[voice]
    order = np.argsort(key)
    starts = starts_of(key[order])
    lasted = ground.calls["seconds"].to_numpy()[voice][order]
    pair = key[order][starts]
    caller, callee = np.divmod(pair, max(size, 1))
    mirrored = callee * size + caller
    back = np.searchsorted(pair, mirrored)
    return pd.DataFrame(
        {
            "caller": caller,
            "callee": callee,
            "calls": np.diff(np.append(starts, len(order))),
            "longest": np.maximum.reduceat(lasted, starts) if len(starts) else lasted,
            "is_returned": np.append(pair, -1)[back] == mirrored,
        }
    )


@once
def steady_contacts(ground: Ground) -> pd.DataFrame:
    """Answered talks per unordered pair of numbers, both ways round: columns node, other, talks."""
    calls, size = ground.calls, ground.phone_count
    talked = calls["is_voice"].to_numpy() & (calls["seconds"].to_numpy() >= STEADY)
    a, b = calls["caller"].to_numpy()[talked], calls["callee"].to_numpy()[talked]
    pairs = np.sort(np.minimum(a, b) * size + np.maximum(a, b))
    starts = starts_of(pairs)
    low, high = np.divmod(pairs[starts], max(size, 1))
    both = {"node": np.append(low, high), "other": np.append(high, low)}
    return pd.DataFrame(both | {"talks": np.tile(np.diff(np.append(starts, len(pairs))), 2)})


@once
def steady_pairs(ground: Ground) -> pd.DataFrame:
    """Pairs of numbers that talked twice or more, both ways round: columns node, other, talks."""
    rows = steady_contacts(ground)
    return rows[rows["talks"] >= 2]


@once
def heard_talks(ground: Ground, least: float = TALK) -> tuple[Ints, Ints]:
    """Talks of `least` seconds or more: their rows, in order of listener and time, and the keys of that order (`windows.composed`)."""
    calls = ground.calls
    row = np.flatnonzero(calls["is_voice"].to_numpy() & (calls["seconds"].to_numpy() >= least))
    key = composed(calls["callee"].to_numpy()[row], calls["at"].to_numpy()[row])
    order = np.argsort(key, kind="stable")
    return row[order], key[order]


@once
def payers_numbers(ground: Ground) -> Ints:
    """Per transfer the number that the payer's account gives, -1 where none."""
    return np.asarray(ground.accounts["phone"].to_numpy()[ground.transfers["debtor"].to_numpy()], dtype="int64")


def talks_before(ground: Ground, chosen: Bools) -> tuple[Ints, Ints]:
    """Chosen payments, each with every talk that its payer's number listened to in the DAY before: rows of calls and of transfers, in order
    of the talk.
    """
    talk, keys = heard_talks(ground)
    paid = np.flatnonzero(chosen & (payers_numbers(ground) >= 0))
    place, event = pairs_before(keys, payers_numbers(ground)[paid], ground.transfers["at"].to_numpy()[paid], DAY)
    order = np.lexsort((event, talk[place]))
    return talk[place[order]], paid[event[order]]


@once
def spans_before(ground: Ground) -> tuple[Ints, Ints, Ints]:
    """Payments of PAID or more by accounts that give a number: their rows, and between which keys talks in the DAY before stand."""
    number, at = payers_numbers(ground), ground.transfers["at"].to_numpy()
    paid = np.flatnonzero((number >= 0) & (ground.transfers["baht"].to_numpy() >= PAID))
    return paid, composed(number[paid], at[paid] - DAY), composed(number[paid], at[paid])


def after_talks(ground: Ground, suspicion: Floats) -> Floats:
    """Per transfer of PAID or more the suspicion of the suspect phone that last talked with the payer's number in the day before."""
    (talk, keys), (paid, low, high) = heard_talks(ground), spans_before(ground)
    belief = suspicion[ground.calls["caller"].to_numpy()[talk]]
    heard = belief > 0.2
    count = np.searchsorted(keys[heard], high, side="right")
    is_after = np.append(-1, keys[heard])[count] >= low
    found = np.zeros(len(ground.transfers))
    found[paid[is_after]] = np.append(0.0, belief[heard])[count[is_after]]
    return found
