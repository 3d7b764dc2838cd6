"""How far suspicion reaches: the ground around suspects grows until nobody outside of it is heard."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.archive import Archive, marked
from include.graph.beliefs import HEARD_AT, settle
from include.graph.facts import Facts, given
from include.graph.findings import Findings, look_twice
from include.graph.ground import Ground
from include.graph.hull import Core, core_of, lay_hull, nobody_of
from include.graph.laying import People
from include.graph.readings import tabulate
from include.graph.signals import Reading
from include.graph.stock import take_stock


@dataclass(frozen=True)
class Before:
    """What an earlier run found and a later one need not find again: who was heard, and who of them in the second look alone."""

    core: Core | None = None
    late: Core | None = None


def first_core(archive: Archive, facts: Facts) -> Core:
    """Who is heard by what stands alone."""
    accounts, phones = facts.scores()
    sizes = len(archive.contact), int(facts.phones.index.max() if len(facts.phones) else 0) + 2
    return Core(
        marked(sizes[0], facts.accounts.index.to_numpy()[accounts >= HEARD_AT]),
        marked(sizes[1], facts.phones.index.to_numpy()[phones >= HEARD_AT]),
    )


def look_around(archive: Archive, facts: Facts, seed: int, before: Before) -> tuple[Ground, Findings, Before]:
    """The ground around suspects, what is found on it, and what the next run may go on from: its core, who is heard in any round.

    What was found before saves rounds; the result does not depend on it: a core that holds more than is heard lays out rows that say
    nothing.
    """
    first = first_core(archive, facts)
    core = first if before.core is None else first | before.core.within(first)
    late = nobody_of(first) if before.late is None else before.late.within(first)
    while True:
        ground = lay_hull(archive, facts, core)
        beliefs = settle(ground, np.zeros(ground.account_count, dtype=bool))
        early = core_of(archive, ground, beliefs.heard_accounts, beliefs.heard_phones)
        heard = early | late
        if core.covers(heard):  # groups, which cost most, are looked for where the ground seems to be wide enough
            found = look_twice(ground, seed, beliefs)
            heard = core_of(archive, ground, found.heard_accounts, found.heard_phones)
            late = heard.without(early)
            if core.covers(heard):
                return ground, found, Before(heard, late)
        ground.memo.clear()  # its readings hold it: it would stay until the collector comes
        del ground, beliefs
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
    ground, found, _ = look_around(archive, facts, seed, Before())
    return tabulate_all(facts, ground, found.beliefs.account_readings)
