"""Ties that count: how many suspects pay an account, and what its flows say where nothing else is known of it."""

import numpy as np
import pandas as pd

from include.graph.account_patterns import LARGE
from include.graph.account_ties import feeds_suspects, paid_by_suspects, payer_belief, relays_for_suspects
from include.graph.ground import Floats, Ground, once
from include.graph.signals import Reading, State, once_per_state, ramp


@once_per_state
def paid_by_several(ground: Ground, state: State) -> Reading:
    """Two, three or more different suspects pay it: one may have bought something there, several collect there.

    Small sums say little: a gambling site pays its winners from several accounts too.
    """
    rows = ground.transfers[ground.transfers["baht"] >= LARGE]
    belief = pd.Series(payer_belief(ground, state))[rows.index].to_numpy()
    pairs = pd.DataFrame({"node": rows["creditor"], "other": rows["debtor"], "belief": belief})
    pairs = pairs.sort_values("belief", kind="stable").drop_duplicates(["node", "other"], keep="last")
    hint = np.bincount(pairs["node"], weights=pairs["belief"], minlength=ground.account_count).astype("float64")
    return Reading(ramp(hint, 1.0, 3.0) * paid_by_suspects(ground, state).values)


@once
def money_only(ground: Ground) -> Floats:
    """1 for accounts of which nothing but payments is known: no age, no contact number, no device."""
    held, rows = ground.accounts, ground.transfers
    seen = ((held["opened"] >= 0) | (held["phone"] >= 0)).to_numpy().astype(bool)
    seen[rows["debtor"].to_numpy()[rows["device_id"].notna().to_numpy()]] = True
    return (~seen).astype("float64")


def only_money_speaks(ground: Ground, state: State) -> Reading:
    """Its flows are suspect and no other feed can confirm or deny it: what is missing must not acquit."""
    flows = (paid_by_several, relays_for_suspects, feeds_suspects)
    misses = [1.0 - flow(ground, state).values for flow in flows]
    return Reading(money_only(ground) * ramp(1.0 - np.prod(misses, axis=0), 0.3, 0.9))
