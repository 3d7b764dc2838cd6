"""Who rings suspects shortly before they pay on: a handler tells his mules when the money has come, and where it goes."""

import numpy as np
import pandas as pd

from include.graph.account_patterns import LARGE
from include.graph.ground import Ground, once
from include.graph.phone_signs import per_phone
from include.graph.phone_ties import cite_suspects
from include.graph.signals import Reading, State, once_per_state, ramp
from include.graph.talks import STEADY, heard_talks, payers_numbers
from include.graph.windows import pairs_before, starts_of

SOON = 1800  # seconds from the talk to the payment


@once
def rung_before_paying(ground: Ground) -> pd.DataFrame:
    """Numbers, each with those that it rang, and their accounts that paid LARGE or more SOON after they talked: columns node, other,
    account, in this order.
    """
    talk, keys = heard_talks(ground, STEADY)
    number, rows = payers_numbers(ground), ground.transfers
    paid = np.flatnonzero((number >= 0) & (rows["baht"].to_numpy() >= LARGE))
    place, event = pairs_before(keys, number[paid], rows["at"].to_numpy()[paid], SOON)
    caller, account = ground.calls["caller"].to_numpy()[talk[place]], rows["debtor"].to_numpy()[paid[event]]
    told = pd.DataFrame({"node": caller, "other": number[paid[event]], "account": account})
    return told.drop_duplicates().sort_values(["node", "other", "account"], ignore_index=True)


@once_per_state
def steers_payments(ground: Ground, state: State) -> Reading:
    """Rang several suspects shortly before they paid: a friend or a relative knows one, and does not wait for his money.

    Who has several accounts counts as one, by the most suspect of those that paid.
    """
    rows = rung_before_paying(ground)
    starts = starts_of(rows["node"].to_numpy() * ground.phone_count + rows["other"].to_numpy())
    belief = state.accounts[rows["account"].to_numpy()]
    pairs, suspect = rows.take(starts), np.maximum.reduceat(belief, starts) if len(starts) else belief
    values = ramp(per_phone(ground, pairs["node"].to_numpy(), suspect), 1.0, 3.0)
    return Reading(values, lambda: cite_suspects(ground, pairs, suspect))
