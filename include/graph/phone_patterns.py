"""Shapes of telephony: SIM boxes, and whether the strangers who are rung listen."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Bools, Floats, Ground, Ints, once
from include.graph.phone_signs import (
    calls_strangers,
    cell_counts,
    company_line,
    coverage,
    is_from_abroad,
    lies_quiet,
    per_phone,
    sim_is_new,
    sim_is_old,
)
from include.graph.signals import Reading, State, nobody, ramp, share
from include.graph.talks import call_pairs

SHORT = 30.0
LONG_ENOUGH = 14.0 * DAY


def crowds(uses: pd.DataFrame, size: int) -> tuple[Floats, float]:
    """Of distinct (phone, imei): per phone below `size` the largest number of phones seen in one of its handsets, and how many the
    median handset holds.
    """
    many = uses.groupby("imei")["phone"].transform("size").to_numpy(dtype="float64")
    most = np.zeros(size)
    np.maximum.at(most, uses["phone"].to_numpy(dtype="int64"), many)
    return most, float(uses.groupby("imei").size().median()) if len(uses) else 1.0


@once
def crowd_in_handset(ground: Ground) -> tuple[Floats, float]:
    """Per phone the largest number of phones seen in one of its handsets, and how many the median handset holds."""
    own = ground.parties[ground.parties["is_own"]]
    return crowds(own[["phone", "imei"]].drop_duplicates(), ground.phone_count)


def hops_handsets(ground: Ground, state: State) -> Reading:
    """Many numbers in one handset of their own: a SIM box; couples share two, and where cards are tried is not where they live.

    Many is a multiple of what is usual: where reports mix handsets up, most of them hold several numbers.
    """
    _, reports = cell_counts(ground)
    crowd, usual = crowd_in_handset(ground)
    return Reading(ramp(crowd / usual, 2.0, 5.0) * ramp(reports / coverage(ground), 2.0, 8.0))


@once
def one_sided_talks(ground: Ground) -> tuple[Floats, Floats]:
    """Per phone the numbers that it rings and that never ring it, and with how many of them a call lasted SHORT seconds."""
    pairs = call_pairs(ground)
    lone = pairs[~pairs["is_returned"]]
    node, lasted = lone["caller"].to_numpy(), (lone["longest"] >= SHORT).to_numpy()
    return per_phone(ground, node), per_phone(ground, node, lasted.astype("float64"))


def strangers_listen(ground: Ground, state: State) -> Reading:
    """Most of the many strangers whom it rings stay on the line: a business with a reason to call; marks hang up."""
    strangers, lasted = one_sided_talks(ground)
    return Reading(ramp(share(lasted, strangers), 0.45, 0.65) * ramp(strangers / coverage(ground), 15.0, 40.0))


@once
def rings_strangers(ground: Ground) -> Floats:
    """How far each phone is a caller's, 0 to 1: it rings strangers, or enters from abroad. Handlers do neither."""
    none = nobody(ground)
    found = np.maximum(calls_strangers(ground, none).values, is_from_abroad(ground, none).values)
    return np.asarray(found, dtype="float64")


@once
def rings_unasked(ground: Ground) -> Floats:
    """How far each number rings strangers, 0 to 1; companies may, and a disguised number cannot be rung back nor has it a life."""
    none = nobody(ground)
    excused = np.maximum(company_line(ground, none).values, is_from_abroad(ground, none).values)
    return np.asarray(rings_strangers(ground) * (1.0 - excused), dtype="float64")


def time_told_of(at: Ints) -> float:
    """Seconds from the first of some calls to the last, LONG_ENOUGH at most."""
    return min(float(at.max() - at.min()), LONG_ENOUGH) if len(at) else 0.0


@once
def is_given(ground: Ground) -> Floats:
    """1 for numbers that some account gives as its contact."""
    number = ground.accounts["phone"].to_numpy()
    return np.minimum(per_phone(ground, number[number >= 0]), 1.0)


def share_given(given: Floats, subscribed: Bools) -> float:
    """The share of subscribed numbers that some account gives."""
    return float(given[subscribed].mean()) if subscribed.any() else 0.0


@once
def banks_know(ground: Ground) -> float:
    """The share of the numbers with a SIM that some account gives."""
    return share_given(is_given(ground), np.isin(np.arange(ground.phone_count), ground.sims["phone"].to_numpy()))


@once
def given_to_nobody(ground: Ground) -> Floats:
    """How much it says that no account gives a number, 0 to 1: nothing where banks tell few numbers at all."""
    told = ramp(np.array([banks_know(ground)]), 0.4, 0.8)
    return np.asarray((1.0 - is_given(ground)) * told, dtype="float64")


def unknown_to_banks(ground: Ground, state: State) -> Reading:
    """Rings strangers, and no account gives it, while most numbers are given: people bank with the number they live with. It says half as
    much of one that has served for years: of somebody who banks elsewhere, or of a card that was sold.
    """
    return Reading(rings_unasked(ground) * given_to_nobody(ground) * (1.0 - 0.5 * sim_is_old(ground, state).values))


def known_to_banks(ground: Ground, state: State) -> Reading:
    """Rings strangers, and an account gives it: sellers, riders and who looks for work ring with the number they live with."""
    return Reading(rings_unasked(ground) * is_given(ground))


@once
def told_of(ground: Ground) -> float:
    """All the time (s) that calls are told of, LONG_ENOUGH at most."""
    return time_told_of(ground.calls["at"].to_numpy())


def silences(ground: Ground) -> Floats:
    """Per phone, how far it is silent before its first call and after its last: 1 where all of its calls lie in less than half of
    the time that calls are told of, if that is days, 0 where in most of it.
    """
    voice = ground.calls[ground.calls["is_voice"]]
    span = voice.groupby("caller")["at"].agg(["min", "max"])
    life, period = (span["max"] - span["min"]).to_numpy(dtype="float64"), told_of(ground)
    found = np.zeros(ground.phone_count)
    found[span.index.to_numpy()] = ramp(life / max(period, 1.0), 0.75, 0.45) * ramp(
        np.array([period]), 2.0 * DAY, 6.0 * DAY
    )
    return found


def short_lived(ground: Ground, state: State) -> Reading:
    """Rings strangers for a few days, and neither before nor after: a number that is thrown away once it is known."""
    pairs = call_pairs(ground)
    calls = per_phone(ground, pairs["caller"].to_numpy(), pairs["calls"].to_numpy(dtype="float64"))
    return Reading(rings_unasked(ground) * silences(ground) * ramp(calls / coverage(ground), 5.0, 15.0))


@once
def rung_share(ground: Ground) -> Floats:
    """Per phone, how many numbers ring it for each number that it rings."""
    pairs = call_pairs(ground)
    return share(per_phone(ground, pairs["callee"].to_numpy()), per_phone(ground, pairs["caller"].to_numpy()))


def rung_by_few(ground: Ground, state: State) -> Reading:
    """Rings strangers and is rung by next to nobody, not even by friends: who works with his own number has a family too."""
    return Reading(rings_unasked(ground) * ramp(rung_share(ground), 0.2, 0.05))


def rung_by_others(ground: Ground, state: State) -> Reading:
    """Rings strangers, and others ring it: sellers, riders and people who look for work."""
    return Reading(rings_unasked(ground) * ramp(rung_share(ground), 0.25, 0.6))


def abroad_to_few(ground: Ground, state: State) -> Reading:
    """Enters from abroad and rings the same few again and again: a relative's or a friend's."""
    pairs = call_pairs(ground)
    calls = per_phone(ground, pairs["caller"].to_numpy(), pairs["calls"].to_numpy(dtype="float64"))
    rung = per_phone(ground, pairs["caller"].to_numpy())
    return Reading(is_from_abroad(ground, state).values * ramp(share(rung, calls), 0.7, 0.4) * ramp(calls, 2.0, 6.0))


def takes_codes(ground: Ground, state: State) -> Reading:
    """Its SIM was weeks old, messages come in, and next to nobody talks on it: nobody lives with it, it takes the codes of accounts."""
    messages = ground.calls[~ground.calls["is_voice"].to_numpy(dtype=bool)]
    came_in = per_phone(ground, messages["callee"].to_numpy())
    values = ramp(came_in, 1.0, 3.0) * sim_is_new(ground, state).values * lies_quiet(ground)
    cite = messages.rename(columns={"callee": "node", "at": "rank"})
    return Reading(values, lambda: cite[["node", "ref", "rank"]])
