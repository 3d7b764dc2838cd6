"""Recruiters: who keeps in touch with the handlers of several gangs ties them all to himself, and so, wrongly, to each other."""

import numpy as np
import pandas as pd

from include.graph.communities import PAIR_CAP, Web, part, weave_web
from include.graph.ground import Bools, Floats, Ground, Ints
from include.graph.phone_signs import callees_seen, per_phone
from include.graph.talks import steady_pairs

STEERED = 4.0  # a caller knows a colleague or two, and a mule's friend one mule
MOSTLY = 0.25
SEVERAL = 4.0  # a gang has two or three handlers; who knows more of them serves more than one gang


def suspect_numbers(ground: Ground, phones: Bools, accounts: Bools) -> Bools:
    """Flagged phones and the contact numbers of suspect accounts."""
    number = ground.accounts["phone"].to_numpy()[accounts]
    found = phones.copy()
    found[number[number >= 0]] = True
    return found


def steady_with(ground: Ground, wanted: Bools) -> Floats:
    """Per phone, with how many of the wanted it is in steady contact (two talks or more)."""
    rows = steady_pairs(ground)
    return per_phone(ground, rows["node"].to_numpy(), wanted[rows["other"].to_numpy()].astype("float64"))


def knows_many(ground: Ground, phones: Bools, accounts: Bools) -> Bools:
    """Suspect phones in steady contact with STEERED suspects or more."""
    return phones & (steady_with(ground, suspect_numbers(ground, phones, accounts)) >= STEERED)


def steering(ground: Ground, phones: Bools, accounts: Bools) -> Bools:
    """Those of them whose suspects are a good part of all whom they ring: handlers, and recruiters. Callers know colleagues too,
    and ring strangers by the hundred.
    """
    known = steady_with(ground, suspect_numbers(ground, phones, accounts))
    return knows_many(ground, phones, accounts) & (known >= MOSTLY * callees_seen(ground))


def find_brokers(ground: Ground, phones: Bools, accounts: Bools) -> Bools:
    """Suspect phones in steady contact with SEVERAL that know many, or more: who may tie gangs to one another."""
    return phones & (steady_with(ground, knows_many(ground, phones, accounts)) >= SEVERAL)


def falls_apart(group: Web, node: int, seed: int) -> bool:
    """Whether a group without the node is several, two of which hold SEVERAL of its partners or more."""
    partners = group.weights[[node]].indices
    rest = np.delete(np.arange(len(group.names)), node)
    held = np.array([np.isin(partners, rest[inner]).sum() for inner in part(group.within(rest), seed)])
    return int((held >= SEVERAL).sum()) > 1


def bridges_of(group: Web, steering: set[str], seed: int) -> list[str]:
    """Those who steer and alone hold the group together."""
    partners = np.diff(group.weights.indptr)
    known = np.flatnonzero((partners >= 2 * SEVERAL) & np.isin(group.names, sorted(steering)))
    return [str(group.names[node]) for node in known if falls_apart(group, int(node), seed)]


def find_bridges(bonds: pd.DataFrame, groups: list[set[str]], steering: set[str], seed: int) -> set[str]:
    """Names of those who steer suspects and without whom their group of `find_communities` falls apart: recruiters of whom so little is
    known yet that the handlers whom they keep in touch with do not stand out.

    A gang's parts are bound to each other by several; who alone binds two parts serves two gangs (structural holes: Burt 1992).
    """
    web = weave_web(bonds)
    place = pd.Index(web.names)
    inner: list[Ints] = [np.flatnonzero(place.isin(some)) for some in groups if some & steering]
    return {name for members in inner for name in bridges_of(web.within(members), steering, seed)}


def main_groups(bonds: pd.DataFrame, brokers: set[str], number: dict[str, int]) -> pd.Series:
    """The group that each broker is bound to most, by name; `number` is the group of everybody else. As in `find_communities` a
    pair's bonds count up to PAIR_CAP.
    """
    both = pd.concat([bonds, bonds.rename(columns={"source": "target", "target": "source"})])
    rows = both[both["source"].isin(brokers)]
    rows = rows.assign(group=rows["target"].map(number)).dropna(subset=["group"])
    pairs = rows.groupby(["source", "group", "target"])["weight"].sum().clip(upper=PAIR_CAP)
    strength = pairs.groupby(level=["source", "group"]).sum().rename("strength").reset_index()
    ranked = strength.sort_values(["source", "strength", "group"], ascending=[True, False, True])
    return ranked.drop_duplicates("source").set_index("source")["group"].astype("int64")
