"""Shapes of telephony: SIM boxes, and whether the strangers who are rung listen."""

import numpy as np
import pandas as pd

from include.graph.ground import Floats, Ground, once
from include.graph.phone_signs import call_pairs, calls_strangers, cell_counts, coverage, is_from_abroad, per_phone
from include.graph.signals import Reading, State, ramp, share

SHORT = 30.0


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
    return crowds(ground.parties[["phone", "imei"]].dropna().drop_duplicates(), ground.phone_count)


def hops_handsets(ground: Ground, state: State) -> Reading:
    """Many numbers in one handset: a SIM box; couples share two, a repair shop's test set is used for a call or two.

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
    nobody = State(np.zeros(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
    found = np.maximum(calls_strangers(ground, nobody).values, is_from_abroad(ground, nobody).values)
    return np.asarray(found, dtype="float64")
