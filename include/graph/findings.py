"""Beliefs and groups together: suspects are grouped, services that several groups use are cleared, and all is weighed
again.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from include.graph.beliefs import Beliefs, settle
from include.graph.bonds import account_names, all_bonds, phone_names
from include.graph.brokers import find_bridges, find_brokers, main_groups, steering
from include.graph.communities import find_communities
from include.graph.ground import Bools, Ground
from include.graph.services import may_serve, of_one_gang, patrons, serves_several

SUSPECT_AT = 0.5


@dataclass(frozen=True)
class Findings:
    """Scores, suspects by position, the bonds between them, and their groups (sets of node names)."""

    beliefs: Beliefs
    accounts: Bools
    phones: Bools
    bonds: pd.DataFrame
    groups: list[set[str]]
    services: Bools
    heard_accounts: Bools
    heard_phones: Bools


def without(bonds: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """The bonds of everybody else."""
    kept: pd.DataFrame = bonds[~bonds["source"].isin(names) & ~bonds["target"].isin(names)]
    return kept


def group_suspects(ground: Ground, beliefs: Beliefs, seed: int) -> Findings:
    """Group suspects without those who may serve several groups: services and recruiters.

    Then each service that is one group's own is given to it, and each recruiter to the group that he is bound to most.
    """
    accounts, phones = beliefs.state.accounts >= SUSPECT_AT, beliefs.state.phones >= SUSPECT_AT
    bonds = all_bonds(ground, beliefs.state, accounts, phones)
    names, numbers, candidates = account_names(ground), phone_names(ground), may_serve(ground) & accounts
    brokers = set(numbers[find_brokers(ground, phones, accounts)])
    services = set(names[candidates])
    core = without(bonds, services | brokers)
    groups = find_communities(core, seed)
    if bridges := find_bridges(core, groups, set(numbers[steering(ground, phones, accounts)]), seed):
        brokers |= bridges
        groups = find_communities(without(core, bridges), seed)
    number = {name: place for place, members in enumerate(groups) for name in members}
    patron = patrons(ground, candidates, names.map(number))
    own = of_one_gang(patron)
    home = pd.concat([own.set_axis(names.iloc[own.index.to_numpy(dtype="int64")]), main_groups(bonds, brokers, number)])
    for name, place in home.astype("int64").items():
        groups[int(place)].add(str(name))
    heard = beliefs.heard_accounts, beliefs.heard_phones
    return Findings(beliefs, accounts, phones, bonds, groups, serves_several(ground, patron), *heard)


def look_twice(ground: Ground, seed: int, weighed: Beliefs | None = None) -> Findings:
    """Weigh and group; where services turn up that several groups use, clear them and do it once more.

    `weighed` is what `settle` found with no services cleared, if it was asked before.
    """
    weighed = settle(ground, np.zeros(ground.account_count, dtype=bool)) if weighed is None else weighed
    first = group_suspects(ground, weighed, seed)
    if not first.services.any():
        return first
    second = group_suspects(ground, settle(ground, first.services), seed)
    return replace(
        second,
        heard_accounts=first.heard_accounts | second.heard_accounts,
        heard_phones=first.heard_phones | second.heard_phones,
    )
