"""How far suspicion reaches: the ground around suspects grows until nobody outside of it is heard."""

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.archive import Archive, keep, marked
from include.graph.beliefs import HEARD_AT, Beliefs, settle
from include.graph.facts import Facts, given, read_facts
from include.graph.findings import Findings, look_twice
from include.graph.ground import Ground
from include.graph.hull import Core, core_of, lay_hull
from include.graph.laying import People, lay_ground
from include.graph.readings import tabulate
from include.graph.signals import Reading


def first_core(archive: Archive, facts: Facts) -> Core:
    """Who is heard by what stands alone."""
    accounts, phones = facts.scores()
    sizes = len(archive.contact), int(facts.phones.index.max() if len(facts.phones) else 0) + 2
    return Core(
        marked(sizes[0], facts.accounts.index.to_numpy()[accounts >= HEARD_AT]),
        marked(sizes[1], facts.phones.index.to_numpy()[phones >= HEARD_AT]),
    )


def look_around(archive: Archive, facts: Facts, seed: int, core: Core | None = None) -> tuple[Ground, Findings, Core]:
    """The ground around suspects, what is found on it, and its core.

    `core`, who was heard the last time, saves rounds; the result does not depend on it, since a core that holds more than is
    heard only lays out rows that say nothing.
    """
    core = first_core(archive, facts) if core is None else core | first_core(archive, facts)
    while True:
        ground, beliefs, core = grow(archive, facts, core)
        found = look_twice(ground, seed, beliefs)
        heard = core_of(archive, ground, found.heard_accounts, found.heard_phones)
        if core.covers(heard):
            return ground, found, heard
        core = core | heard


def grow(archive: Archive, facts: Facts, core: Core) -> tuple[Ground, Beliefs, Core]:
    """Lay out the ground around the core until all who are heard in its rounds belong to it."""
    while True:
        ground = lay_hull(archive, facts, core)
        beliefs = settle(ground, np.zeros(ground.account_count, dtype=bool))
        heard = core_of(archive, ground, beliefs.heard_accounts, beliefs.heard_phones)
        if core.covers(heard):
            return ground, beliefs, core
        core = core | heard


def tabulate_all(facts: Facts, ground: Ground, readings: dict[str, Reading]) -> pd.DataFrame:
    """What each signal adds to each account (see `readings.tabulate`), everywhere: outside of the ground what stands alone."""
    table = tabulate(given(ACCOUNT_SIGNALS, facts.accounts), facts.accounts.index)
    place = facts.accounts.index.get_indexer(pd.Index(ground.accounts["account_id"]))
    for signal in ACCOUNT_SIGNALS:
        if signal.is_relational and signal.code in readings:
            values = np.zeros(len(table))
            values[place] = signal.weight * readings[signal.code].values
            table[signal.code] = values
    return table


def read_signals(evidence: Evidence, people: People, payments: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Weigh the evidence as `build_network` does, and return only what each signal added (`readings.tabulate`)."""
    archive, facts = take_stock(evidence, people, payments)
    ground, found, _ = look_around(archive, facts, seed)
    return tabulate_all(facts, ground, found.beliefs.account_readings)


def take_stock(evidence: Evidence, people: People, payments: pd.DataFrame) -> tuple[Archive, Facts]:
    """Read all evidence once: the archive, and the facts of every node. O((transfers + calls) log n)."""
    ground = lay_ground(evidence, people, payments)
    return keep(evidence, people, payments, ground), read_facts(ground)
