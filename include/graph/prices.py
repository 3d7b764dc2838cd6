"""What money is worth in the evidence at hand: how large a sum must be to say something goes by what people usually pay."""

import numpy as np

from include.graph.ground import Floats, Ground, once
from include.graph.signals import saturated

# Baht: the median payment where the sums in this package were argued; a level is told in fourths of a doubling, so that it seldom
# changes from run to run; and as many payments as FEW weigh as much as what was argued.
USUAL, STEPS, FEW = 370.0, 4, 1000


def level_of(baht: Floats) -> float:
    """A usual one of these payments as a multiple of USUAL; few of them leave it near one."""
    usual = np.median(baht) if len(baht) else USUAL
    weight = len(baht) / (len(baht) + FEW)
    doublings = weight * np.log2(max(usual, 1.0) / USUAL)
    return float(2.0 ** (np.round(doublings * STEPS) / STEPS))


@once
def price_level(ground: Ground) -> float:
    """`level_of` all transfers."""
    return level_of(ground.transfers["baht"].to_numpy())


def enough(ground: Ground, amount: Floats, half: float) -> Floats:
    """How much a sum says, 0 to 1: 0.5 at `half` baht of a place where a usual payment is one of USUAL."""
    return saturated(amount, half * price_level(ground))
