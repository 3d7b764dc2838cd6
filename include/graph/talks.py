"""Calls: who rings whom, who talks with whom again and again, and what a listener's account paid in the day after."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Floats, Ground, Ints, once
from include.graph.windows import pairs_within, starts_of

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
def talks_then_payments(ground: Ground) -> tuple[Ints, Ints]:
    """Talks of TALK seconds or more, each with every payment of PAID or more by the listener's account in the DAY after: rows of calls
    and of transfers, in order of the talk.
    """
    calls, rows = ground.calls, ground.transfers
    talk = np.flatnonzero(calls["is_voice"].to_numpy() & (calls["seconds"].to_numpy() >= TALK))
    payer = ground.accounts["phone"].to_numpy()[rows["debtor"].to_numpy()]
    paid = np.flatnonzero((payer >= 0) & (rows["baht"].to_numpy() >= PAID))
    first, then = pairs_within(
        calls["callee"].to_numpy()[talk],
        calls["at"].to_numpy()[talk],
        payer[paid],
        rows["at"].to_numpy()[paid],
        DAY,
    )
    return talk[first], paid[then]


def after_talks(ground: Ground, suspicion: Floats) -> Floats:
    """Per transfer of PAID or more the suspicion of the suspect phone that last talked with the payer's number in the day before."""
    talk, paid = talks_then_payments(ground)
    belief = suspicion[ground.calls["caller"].to_numpy()[talk]]
    heard = belief > 0.2
    found = np.zeros(len(ground.transfers))
    found[paid[heard]] = belief[heard]  # of several talks before one payment the last stands
    return found
