"""What else a complaint may be about: somebody names a seller's account and his number, and no suspect had rung."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Floats, Ground, Ints, once
from include.graph.namings import borne_out
from include.graph.signals import Reading, State, ramp
from include.graph.talks import heard_talks
from include.graph.windows import pairs_before

PRICE, LOSS = 2000.0, 6000.0  # baht: what goods cost, and what callers ask for


@once
def namings(ground: Ground) -> pd.DataFrame:
    """Payments that complaints tell: columns account, victim_phone (-1 unknown), at (s), baht, tells_number (of who rang)."""
    rows, told = ground.payments, ground.mentions[ground.mentions["source"] == "complaint"]
    baht = pd.to_numeric(rows["amount_satang"], errors="coerce").astype("float64") / 100.0
    tells_number = rows["complaint_id"].isin(told.loc[told["phone_id"] >= 0, "source_id"])
    return rows[["account", "victim_phone", "at"]].assign(baht=baht, tells_number=tells_number)


@once
def tells_of_goods(ground: Ground) -> Floats:
    """0 to 1 per account, how far all who name it paid little and name a number; nothing where calls of the named are mostly missing."""
    rows = namings(ground)
    told = ramp(np.array([borne_out(ground)]), 0.5, 0.75)
    little = ramp(rows["baht"].fillna(LOSS).to_numpy(), LOSS, PRICE)
    known = rows["tells_number"].to_numpy() & (rows["victim_phone"].to_numpy() >= 0)
    least = np.where(np.bincount(rows["account"].to_numpy(), minlength=ground.account_count) > 0, 1.0, 0.0)
    np.minimum.at(least, rows["account"].to_numpy(), told * little * known)
    return least


@once
def talks_with_victims(ground: Ground) -> tuple[Ints, Ints]:
    """Talks in the DAY before a payment that a complaint tells: rows of calls, and of `namings`."""
    talk, keys = heard_talks(ground)
    rows = namings(ground)
    known = np.flatnonzero(rows["victim_phone"].to_numpy() >= 0)
    place, event = pairs_before(keys, rows["victim_phone"].to_numpy()[known], rows["at"].to_numpy()[known], DAY)
    return talk[place], known[event]


def quarrels(ground: Ground, state: State) -> Reading:
    """All who name it paid little and name a number too, and nobody suspect had talked with any of them before: a quarrel over goods.

    A caller's victim who knows his number was rung from it.
    """
    talk, naming = talks_with_victims(ground)
    rang = np.zeros(ground.account_count)
    caller = ground.calls["caller"].to_numpy()[talk]
    np.maximum.at(rang, namings(ground)["account"].to_numpy()[naming], state.phones[caller])
    return Reading(tells_of_goods(ground) * (1.0 - rang))
