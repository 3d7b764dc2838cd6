"""What else a complaint may be about: somebody names a seller's account and his number, and no suspect had rung."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Floats, Ground, Ints, once
from include.graph.signals import Reading, State, once_per_state, ramp
from include.graph.talks import heard_talks
from include.graph.windows import pairs_before

PRICE, LOSS = 2000.0, 6000.0  # baht: what goods cost, and what callers ask for


@once
def namings(ground: Ground) -> pd.DataFrame:
    """Payments that complaints tell: columns account, complaint_id, victim_phone (-1 unknown), at (s), baht, tells_number (of who rang)."""
    rows = ground.payments[["account", "complaint_id", "victim_phone", "at", "amount_satang"]]
    told = ground.mentions[(ground.mentions["source"] == "complaint") & (ground.mentions["phone"] >= 0)]["source_id"]
    baht = pd.to_numeric(rows["amount_satang"], errors="coerce").astype("float64") / 100.0
    return rows.assign(baht=baht, tells_number=rows["complaint_id"].isin(told))


@once
def talks_with_victims(ground: Ground) -> tuple[Ints, Ints]:
    """Talks in the DAY before a payment that a complaint tells: rows of calls, and of `namings`."""
    talk, keys = heard_talks(ground)
    rows = namings(ground)
    known = np.flatnonzero(rows["victim_phone"].to_numpy() >= 0)
    place, event = pairs_before(keys, rows["victim_phone"].to_numpy()[known], rows["at"].to_numpy()[known], DAY)
    return talk[place], known[event]


@once_per_state
def rung_before(ground: Ground, state: State) -> Floats:
    """Per row of `namings`, how suspect the worst of those is who had talked with the victim in the DAY before."""
    talk, naming = talks_with_victims(ground)
    worst = np.zeros(len(namings(ground)))
    np.maximum.at(worst, naming, state.phones[ground.calls["caller"].to_numpy()[talk]])
    return worst


def quarrels(ground: Ground, state: State) -> Reading:
    """All who name it name a number too, but nobody suspect had talked with them before they paid, and little: a quarrel over goods.

    A caller's victim who knows his number was rung from it.
    """
    rows = namings(ground)
    small = ramp(rows["baht"].fillna(LOSS).to_numpy(), LOSS, PRICE)
    doubt = rows["tells_number"].to_numpy() * small * (1.0 - rung_before(ground, state))
    doubt = doubt * (rows["victim_phone"].to_numpy() >= 0)
    least = np.ones(ground.account_count)
    np.minimum.at(least, rows["account"].to_numpy(), doubt)
    is_named = np.zeros(ground.account_count, dtype=bool)
    is_named[rows["account"].to_numpy()] = True
    return Reading(least * is_named)
