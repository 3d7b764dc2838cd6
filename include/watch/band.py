"""The band that a volume is expected in, learnt from earlier volumes by median and median absolute deviation."""

import numpy as np
from numpy.typing import NDArray

SPREADS = 5.0
TO_SIGMA = 1.4826  # the MAD of a normal distribution times this is its standard deviation
LEAST_WIDTH = 0.5
LEAST_SHARE = 0.2


def learn_band(history: NDArray[np.float64]) -> tuple[float, float]:
    """Return (low, high) around the median of `history` (rows per file, at least one value).

    Half a median wide at least, so that a steady feed may breathe; never below a fifth of the median, so that a file that
    is all but empty is always out of band. Scales with the volume; one outlier moves it by no more than one value's place.
    Source: Rousseeuw and Croux, Alternatives to the Median Absolute Deviation (1993).
    """
    middle = float(np.median(history))
    spread = float(np.median(np.abs(history - middle)))
    width = max(SPREADS * TO_SIGMA * spread, LEAST_WIDTH * middle)
    return max(middle - width, LEAST_SHARE * middle), middle + width
