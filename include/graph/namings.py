"""What it says of a phone that victims and the public name it, and whether it rang the victim who does."""

import numpy as np
import pandas as pd

from include.graph.ground import Bools, Floats, Ground, Ints, once
from include.graph.signals import Reading, State, noisy_or, ramp


def who_rang(named: Ints, victim: Ints, caller: Ints, callee: Ints) -> Bools:
    """Which of the named numbers rang the victim who names it (-1: his number is not known), by the calls there are."""
    size = int(max(some.max(initial=0) for some in (named, victim, caller, callee))) + 1
    theirs = np.isin(caller, named)
    rang: Bools = np.isin(named * size + victim, caller[theirs] * size + callee[theirs]) & (victim >= 0)
    return rang


def share_borne_out(victim: Ints, rang: Bools) -> float:
    """Of the numbers that victims of known number name, the share that rang them; 0 where there are none."""
    return float(rang[victim >= 0].mean()) if (victim >= 0).any() else 0.0


@once
def names_told(ground: Ground, source: str) -> pd.DataFrame:
    """Mentions of phones by one source, each complaint or tip once: columns phone, source_id, victim (his phone, else -1), rang."""
    rows = ground.mentions[(ground.mentions["source"] == source) & (ground.mentions["phone"] >= 0)]
    rows = rows.drop_duplicates(["phone", "source_id"])
    victims = ground.complaints.drop_duplicates("complaint_id").set_index("complaint_id")["phone"]
    victim = rows["source_id"].map(victims).fillna(-1).to_numpy(dtype="int64")
    calls = (ground.calls[end].to_numpy(dtype="int64") for end in ("caller", "callee"))
    rang = who_rang(rows["phone"].to_numpy(dtype="int64"), victim, *calls)
    return rows[["phone", "source_id"]].assign(victim=victim, rang=rang)


@once
def borne_out(ground: Ground) -> float:
    """How many of the numbers that victims name rang them, by the calls there are: few where calls are missing, or much is typed wrong."""
    rows = names_told(ground, "complaint")
    return share_borne_out(rows["victim"].to_numpy(), rows["rang"].to_numpy())


def named(ground: Ground, rows: pd.DataFrame, chance: Floats) -> Reading:
    """Mentions of phones, each by so much."""
    node = rows["phone"].to_numpy()
    values = noisy_or(node, chance, ground.phone_count)
    return Reading(values, lambda: pd.DataFrame({"node": node, "ref": rows["source_id"].to_numpy(), "rank": 0}))


@once
def is_seen(ground: Ground) -> Bools:
    """Which phones made or took any call."""
    seen: Bools = np.zeros(ground.phone_count, dtype=bool)
    for end in ("caller", "callee"):
        seen[ground.calls[end].to_numpy()] = True
    return seen


def named_in_complaints(ground: Ground, state: State) -> Reading:
    """Victims named it as the caller's number; where those that are named mostly rang the victim, it says less of one that did not, and
    least of one that no call at all is told of: a digit is wrong.
    """
    rows = names_told(ground, "complaint")
    unseen = ~is_seen(ground)[rows["phone"].to_numpy(dtype="int64")]
    is_doubtful = (rows["victim"].to_numpy() >= 0) & ~rows["rang"].to_numpy()
    doubt = ramp(np.array([borne_out(ground)]), 0.5, 0.75) * np.where(unseen, 0.65, 0.3 * is_doubtful)
    return named(ground, rows, 0.75 - doubt)


def named_in_tips(ground: Ground, state: State) -> Reading:
    """The public named it."""
    rows = names_told(ground, "tip")
    return named(ground, rows, np.full(len(rows), 0.6))
