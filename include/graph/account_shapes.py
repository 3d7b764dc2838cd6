"""Shapes that only laundering draws, whoever is named: nearly the same sum from hand to hand, round to where it began, or
by several ways at once to one account.

Patterns as named by Suzumura and Kanezashi (AMLSim, 2018) and Altman et al. (2023): stack, cycle, scatter-gather.
"""

import numpy as np
import pandas as pd

from include.graph.account_patterns import LARGE
from include.graph.account_signs import cite_transfers, distinct_partners
from include.graph.ground import CASH, DAY, Bools, Floats, Ground, Ints, once
from include.graph.hubs import is_hub, match_through
from include.graph.signals import Reading, State, ramp

WITHIN = 3 * DAY
FEE = 0.1
DEEPEST = 8
CROWD = 20


@once
def successors(ground: Ground) -> Ints:
    """Per transfer the row that carried its sum on: paid by its receiver within days, at most FEE less; -1 where none did.

    Machines and who serves many are no hands: in a crowd equal sums meet by chance.
    """
    rows, size = ground.transfers, ground.account_count
    debtor, creditor = rows["debtor"].to_numpy(), rows["creditor"].to_numpy()
    large = np.flatnonzero(rows["baht"].to_numpy() >= LARGE)
    crowded = is_hub(debtor[large], creditor[large], size, CROWD)
    hands = ~crowded & (ground.accounts["bank_code"] != CASH).to_numpy()
    pairs = match_through(rows.iloc[large].reset_index(drop=True), hands, WITHIN, FEE)
    following = np.full(len(rows), -1, dtype="int64")
    following[large[pairs["row_in"].to_numpy()]] = large[pairs["row_out"].to_numpy()]
    return following


def steps(following: Ints) -> Floats:
    """How many times the sum of each row is carried on, up to DEEPEST."""
    count, at = np.zeros(len(following)), following.copy()
    for _ in range(DEEPEST):
        count += at >= 0
        at = np.where(at >= 0, following[np.maximum(at, 0)], -1)
    return count


@once
def chain_lengths(ground: Ground) -> Floats:
    """Per transfer, the number of transfers of the chain of hands that it stands in."""
    following = successors(ground)
    before = np.full(len(following), -1, dtype="int64")
    carried = np.flatnonzero(following >= 0)
    before[following[carried]] = carried
    return steps(following) + steps(before) + 1.0


def strongest(ground: Ground, side: str, row: Ints, weight: Floats) -> Floats:
    """The largest weight per account of one side of the given rows."""
    best = np.zeros(ground.account_count)
    np.maximum.at(best, ground.transfers[side].to_numpy()[row], weight)
    return best


def hand_to_hand(ground: Ground, state: State) -> Reading:
    """Took a sum and gave it on nearly whole, and so did those before or after it.

    One such pair of payments is a loan repaid, or rent; three and more in a row are a chain built to be long. Whom the
    chain begins with is not accused: that is where victims stand.
    """
    row = np.flatnonzero(successors(ground) >= 0)
    weight = ramp(chain_lengths(ground)[row], 2.0, 5.0)
    shown = np.zeros(len(ground.transfers))
    shown[row] = weight
    return Reading(strongest(ground, "creditor", row, weight), lambda: cite_transfers(ground, "creditor", shown))


@once
def rounds(ground: Ground) -> Bools:
    """Per transfer whether it is part of a round trip: a sum that comes back to its sender through two others or more."""
    following, rows = successors(ground), ground.transfers
    debtor, creditor = rows["debtor"].to_numpy(), rows["creditor"].to_numpy()
    start = np.flatnonzero(following >= 0)
    at, closed = start.copy(), np.zeros(len(start), dtype="int64")
    for hop in range(1, DEEPEST):
        at = np.where(at >= 0, following[np.maximum(at, 0)], -1)
        back = (at >= 0) & (creditor[np.maximum(at, 0)] == debtor[start]) & (closed == 0)
        closed[back & (hop >= 2)] = hop
    found = np.zeros(len(rows), dtype=bool)
    at, left = start[closed > 0], closed[closed > 0]
    while len(at):
        found[at] = True
        at, left = following[at[left > 0]], left[left > 0] - 1
    return found


def round_trip(ground: Ground, state: State) -> Reading:
    """Part of a round: the sum came back, nearly whole, to who sent it: nobody trades so."""
    found = rounds(ground).astype("float64")
    row = np.flatnonzero(found)
    return Reading(strongest(ground, "creditor", row, found[row]), lambda: cite_transfers(ground, "creditor", found))


@once
def parallel_ways(ground: Ground) -> Ints:
    """Per transfer, how many hands carry sums between the two accounts that it helps to bring from one to the other; 0 where it does not.

    The way in and the way out of a hand each bear it, so each tells by itself, without the other, what it is a part of.
    """
    following, rows = successors(ground), ground.transfers
    row = np.flatnonzero(following >= 0)
    out = following[row]
    debtor, creditor = rows["debtor"].to_numpy(), rows["creditor"].to_numpy()
    carried = pd.DataFrame({"first": debtor[row], "hand": creditor[row], "last": creditor[out]})
    hands = carried.groupby(["first", "last"])["hand"].transform("nunique").to_numpy(dtype="int64")
    ways = np.zeros(len(rows), dtype="int64")
    ways[row] = hands
    np.maximum.at(ways, out, hands)
    return ways


def one_of_several_ways(ground: Ground, state: State) -> Reading:
    """Carried a sum between two accounts that several others carried between too, or collected it there.

    Who sent it is not accused: a victim who pays three mules of one gang stands there. Nor is who takes from dozens: sellers of one market
    share buyers and suppliers.
    """
    shown = ramp(parallel_ways(ground).astype("float64"), 1.0, 4.0)
    row = np.flatnonzero(shown)
    few = ramp(distinct_partners(ground, "creditor", "debtor"), 2.0 * CROWD, CROWD)
    return Reading(
        few * strongest(ground, "creditor", row, shown[row]), lambda: cite_transfers(ground, "creditor", shown)
    )
