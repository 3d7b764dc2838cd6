"""Who rings suspects shortly before they pay on: a handler tells his mules when the money has come, and where it goes."""

import numpy as np
import pandas as pd

from include.graph.account_patterns import LARGE
from include.graph.ground import Floats, Ground, once
from include.graph.phone_signs import per_phone
from include.graph.phone_ties import cite_suspects, held_suspicion
from include.graph.signals import Reading, State, once_per_state, ramp
from include.graph.talks import STEADY, payers_numbers
from include.graph.windows import composed, distinct, pairs_before

SOON = 1800  # seconds from the talk to the payment


@once
def rung_before_paying(ground: Ground) -> pd.DataFrame:
    """Pairs of a number and one that it rang, whose account paid LARGE or more SOON after they talked: columns node, other."""
    calls, size = ground.calls, ground.phone_count
    talked = np.flatnonzero(calls["is_voice"].to_numpy() & (calls["seconds"].to_numpy() >= STEADY))
    key = composed(calls["callee"].to_numpy()[talked], calls["at"].to_numpy()[talked])
    order = np.argsort(key, kind="stable")
    number = payers_numbers(ground)
    paid = np.flatnonzero((number >= 0) & (ground.transfers["baht"].to_numpy() >= LARGE))
    place, event = pairs_before(key[order], number[paid], ground.transfers["at"].to_numpy()[paid], SOON)
    caller = calls["caller"].to_numpy()[talked[order[place]]]
    node, other = np.divmod(distinct(caller * size + number[paid[event]]), max(size, 1))
    return pd.DataFrame({"node": node, "other": other})


@once_per_state
def suspects_who_pay(ground: Ground, state: State) -> Floats:
    """Per pair of `rung_before_paying` how suspect the account of the one who was rung is."""
    suspicion: Floats = held_suspicion(ground, state)[rung_before_paying(ground)["other"].to_numpy()]
    return suspicion


def steers_payments(ground: Ground, state: State) -> Reading:
    """Rang several suspects shortly before they paid: a friend or a relative knows one, and does not wait for his money."""
    rows, suspect = rung_before_paying(ground), suspects_who_pay(ground, state)
    values = ramp(per_phone(ground, rows["node"].to_numpy(), suspect), 1.0, 3.0)
    return Reading(values, lambda: cite_suspects(ground, rows, suspect))
