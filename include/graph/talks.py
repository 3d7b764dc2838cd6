"""Talks: who talks with whom again and again, and what a listener's account paid in the day after, as he may have been talked into."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Floats, Ground, Ints, once
from include.graph.windows import pairs_within

TALK = 60.0
STEADY = 10.0
PAID = 300.0


@once
def steady_contacts(ground: Ground) -> pd.DataFrame:
    """Answered talks per unordered pair of numbers, both ways round: columns node, other, talks."""
    calls = ground.calls[ground.calls["is_voice"] & (ground.calls["seconds"] >= STEADY)]
    a, b = calls["caller"].to_numpy(), calls["callee"].to_numpy()
    pairs = pd.DataFrame({"low": np.minimum(a, b), "high": np.maximum(a, b)})
    count = pairs.groupby(["low", "high"], sort=True).size().reset_index(name="talks")
    swapped = count.rename(columns={"low": "high", "high": "low"})
    return pd.concat([count, swapped], ignore_index=True).rename(columns={"low": "node", "high": "other"})


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
