"""What a phone shows by itself: who names it, how its SIM was bought, whom it calls and who calls back."""

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Floats, Ground, Ints, once
from include.graph.signals import Reading, State, noisy_or, ramp, saturated, share
from include.graph.talks import TALK, call_pairs

SPOOFED_PREFIXES = ("+697", "+698")
SUBSCRIBER_DIGITS = 9
BATCH_GAP = 7 * DAY
USUAL_CALLS = 10.0


def per_phone(ground: Ground, node: Ints, weights: Floats | None = None) -> Floats:
    """Count, or sum of weights, per phone."""
    return np.bincount(node, weights=weights, minlength=ground.phone_count).astype("float64")


def is_from_abroad(ground: Ground, state: State) -> Reading:
    """Prefixes that mark calls entering from abroad under a Thai-looking number.

    Shown on scam calls, rarely on others.
    """
    return Reading(ground.phones["msisdn"].astype(str).str.startswith(SPOOFED_PREFIXES).to_numpy().astype("float64"))


def is_foreign(ground: Ground, state: State) -> Reading:
    """An ordinary foreign number: families and businesses abroad."""
    number = ground.phones["msisdn"].astype(str).str
    return Reading((~number.startswith("+66") & ~number.startswith(SPOOFED_PREFIXES)).to_numpy().astype("float64"))


def is_complainant(ground: Ground, state: State) -> Reading:
    """The number of a victim who complained."""
    node = ground.complaints["phone"].to_numpy()
    values = np.zeros(ground.phone_count)
    values[node[node >= 0]] = 1.0
    return Reading(values)


@once
def sim_batches(ground: Ground) -> pd.DataFrame:
    """SIMs bought together: same registrant, same dealer, activations at most a week apart. Columns phone, iccid,
    batch (its first iccid), size.

    Companies are left out: they buy by the dozen for their staff.
    """
    rows = ground.sims[(ground.sims["person"] >= 0) & ~ground.sims["is_company"]]
    rows = rows.sort_values(["person", "dealer", "activated", "iccid"], ignore_index=True)
    same = (rows["person"] == rows["person"].shift()) & (rows["dealer"] == rows["dealer"].shift())
    near = (rows["activated"] - rows["activated"].shift()).abs() <= BATCH_GAP
    number = (~(same & near)).cumsum()
    size = rows.groupby(number)["phone"].transform("nunique")
    first = rows.groupby(number)["iccid"].transform("first")
    return rows.assign(batch=first, size=size)[["phone", "iccid", "batch", "size", "activated"]]


def bought_in_batch(ground: Ground, state: State) -> Reading:
    """Three or more numbers bought by one person within days."""
    rows = sim_batches(ground)
    values = np.zeros(ground.phone_count)
    np.maximum.at(values, rows["phone"].to_numpy(), ramp(rows["size"].to_numpy(dtype="float64"), 1.0, 4.0))
    cite = pd.DataFrame({"node": rows["phone"], "ref": "sim:" + rows["iccid"].astype(str), "rank": 0})
    return Reading(values, lambda: cite[rows["size"] > 1])


@once
def sim_age(ground: Ground) -> Floats:
    """Days from the latest activation of each number to its first outgoing or incoming call; NaN where unknown."""
    calls = ground.calls
    first = np.full(ground.phone_count, np.iinfo("int64").max)
    np.minimum.at(first, calls["caller"].to_numpy(), calls["at"].to_numpy())
    np.minimum.at(first, calls["callee"].to_numpy(), calls["at"].to_numpy())
    activated = np.full(ground.phone_count, -1)
    np.maximum.at(activated, ground.sims["phone"].to_numpy(), ground.sims["activated"].to_numpy())
    known = (activated >= 0) & (first < np.iinfo("int64").max)
    return np.where(known, (first - activated) / DAY, np.nan)


def sim_is_new(ground: Ground, state: State) -> Reading:
    """Weeks old when first used."""
    return Reading(np.nan_to_num(ramp(sim_age(ground), 60.0, 21.0)))


def sim_is_old(ground: Ground, state: State) -> Reading:
    """In service for half a year to two years and more."""
    return Reading(np.nan_to_num(ramp(sim_age(ground), 180.0, 720.0)))


def company_line(ground: Ground, state: State) -> Reading:
    """Registered to a company: call centres ring many strangers too, and answer for it."""
    values = np.zeros(ground.phone_count)
    values[ground.sims.loc[ground.sims["is_company"], "phone"].to_numpy()] = 1.0
    return Reading(values)


def usual_of(calls: Floats) -> float:
    """How many calls the median phone that is used at all makes and takes; 0 where none is."""
    used = calls[calls > 0]
    return float(np.median(used)) if len(used) else 0.0


@once
def talks_seen(ground: Ground) -> Floats:
    """How many talks each phone made and took."""
    voice = ground.calls[ground.calls["is_voice"]]
    return per_phone(ground, voice["caller"].to_numpy()) + per_phone(ground, voice["callee"].to_numpy())


@once
def usual_calls(ground: Ground) -> float:
    """How many calls the median phone makes and takes."""
    return usual_of(talks_seen(ground))


def coverage(ground: Ground) -> float:
    """How much of the call records seems to be there, 0.2 to 1: the median phone makes and takes about USUAL_CALLS a week.

    Thresholds on counts of calls shrink with it, so that a missing feed does not make callers look quiet.
    """
    usual = usual_calls(ground)
    return float(np.clip(usual / USUAL_CALLS, 0.2, 1.0)) if usual else 1.0


@once
def lies_quiet(ground: Ground) -> Floats:
    """0 to 1 per phone: next to no calls, where people make many; where few are told of anybody, nothing is said."""
    usual = usual_calls(ground)
    told = ramp(np.array([usual]), 0.5 * USUAL_CALLS, 1.5 * USUAL_CALLS)
    return np.asarray(told * ramp(talks_seen(ground) / max(usual, 1.0), 0.4, 0.15), dtype="float64")


def calls_strangers(ground: Ground, state: State) -> Reading:
    """Rings many different numbers, most of them once or twice, and almost nobody calls back."""
    pairs = call_pairs(ground)
    node = pairs["caller"].to_numpy()
    callees = per_phone(ground, node)
    one_sided = (~pairs["is_returned"] & (pairs["calls"] <= 3)).to_numpy().astype("float64")
    values = ramp(share(per_phone(ground, node, one_sided), callees), 0.6, 0.95) * ramp(
        callees / coverage(ground), 6.0, 25.0
    )
    return Reading(values)


def abroad_to_strangers(ground: Ground, state: State) -> Reading:
    """Enters from abroad and rings many numbers once each; a relative abroad rings the same few again and again."""
    voice = ground.calls[ground.calls["is_voice"]]
    node = voice["caller"].to_numpy()
    pairs = call_pairs(ground)
    callees = per_phone(ground, pairs["caller"].to_numpy())
    values = is_from_abroad(ground, state).values * ramp(share(callees, per_phone(ground, node)), 0.4, 0.8)
    return Reading(values * ramp(callees, 1.0, 5.0))


@once
def callees_seen(ground: Ground) -> Floats:
    """Number of different numbers that each phone rings."""
    return per_phone(ground, call_pairs(ground)["caller"].to_numpy())


@once
def returned_seen(ground: Ground) -> Floats:
    """Number of those that also ring it."""
    pairs = call_pairs(ground)
    return per_phone(ground, pairs["caller"].to_numpy(), pairs["is_returned"].to_numpy().astype("float64"))


def answer(returned: Floats, callees: Floats) -> Floats:
    """0 to 1: how good a part of the numbers that a phone rings ring it too."""
    return np.asarray(ramp(share(returned, callees), 0.05, 0.4) * saturated(returned, 2.0), dtype="float64")


def is_called_back(ground: Ground, state: State) -> Reading:
    """A good part of those it calls also call it."""
    return Reading(answer(returned_seen(ground), callees_seen(ground)))


@once
def before_payments(ground: Ground) -> pd.DataFrame:
    """Talks of a minute or more with a complainant in the two days before a reported payment: columns phone,
    complaint_id, ref, account.
    """
    talks = ground.calls[ground.calls["is_voice"] & (ground.calls["seconds"] >= TALK)]
    paid = ground.payments[ground.payments["victim_phone"] >= 0]
    met = talks.merge(
        paid[["complaint_id", "victim_phone", "account", "certainty", "at"]], left_on="callee", right_on="victim_phone"
    )
    gap = met["at_y"] - met["at_x"]
    return met[(gap >= 0) & (gap <= 2 * DAY)].rename(columns={"caller": "phone"})


def called_complainants(ground: Ground, state: State) -> Reading:
    """Talked with victims shortly before they paid; each victim counts once, and more so for a caller of few."""
    rows = before_payments(ground).drop_duplicates(["phone", "complaint_id"])
    node = rows["phone"].to_numpy()
    values = noisy_or(node, np.full(len(rows), 0.45), ground.phone_count)
    return Reading(values, lambda: pd.DataFrame({"node": node, "ref": rows["ref"].to_numpy(), "rank": 0}))


@once
def cells_seen(ground: Ground) -> Floats:
    """Number of different cells per phone."""
    cells = ground.parties[["phone", "cell_id"]].dropna().drop_duplicates()
    return per_phone(ground, cells["phone"].to_numpy())


@once
def reports_seen(ground: Ground) -> Floats:
    """Number of reports per phone that tell a cell."""
    return per_phone(ground, ground.parties["phone"].to_numpy()[ground.parties["cell_id"].notna().to_numpy()])


def cell_counts(ground: Ground) -> tuple[Floats, Floats]:
    """Per phone the number of different cells and the number of reports."""
    return cells_seen(ground), reports_seen(ground)


def never_moves(ground: Ground, state: State) -> Reading:
    """Many calls, all from one cell, at any hour: a rack or a rented room, not a pocket."""
    cells, reports = cell_counts(ground)
    return Reading((cells == 1) * ramp(reports / coverage(ground), 5.0, 15.0))


def moves_about(ground: Ground, state: State) -> Reading:
    """Seen in several cells, as people who travel and couriers are."""
    cells, _ = cell_counts(ground)
    return Reading(ramp(cells, 1.0, 4.0))
