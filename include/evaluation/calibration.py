"""Whether a score means what it says: of all that score 0.9, nine in ten. Pure, columns in, numbers out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BINS = 10
SUSPECT = 0.1


@dataclass(frozen=True)
class Calibration:
    """Expected calibration error over ten equal bins (Naeini et al. 2015), over all and over those that score at least SUSPECT.

    `bins`: low, high, count, score (mean), share (truly guilty), of the bins that hold anything.
    """

    error: float
    suspect_error: float
    brier: float
    bins: pd.DataFrame


def rate_calibration(score: pd.Series, is_guilty: pd.Series) -> Calibration:
    """Rate scores 0 to 1 against the truth; same index, booleans."""
    bins = bin_scores(score, is_guilty)
    suspect = score >= SUSPECT
    return Calibration(
        expect_error(bins),
        expect_error(bin_scores(score[suspect], is_guilty[suspect])),
        float(((score - is_guilty.astype(float)) ** 2).mean()) if len(score) else 0.0,
        bins,
    )


def bin_scores(score: pd.Series, is_guilty: pd.Series) -> pd.DataFrame:
    """Return the bins that hold anything, as `Calibration.bins`; a score of 1 is in the last."""
    place = np.minimum((score.to_numpy(dtype="float64") * BINS).astype("int64"), BINS - 1)
    rows = pd.DataFrame({"place": place, "score": score.to_numpy(), "share": is_guilty.to_numpy().astype(float)})
    bins = rows.groupby("place").agg(count=("score", "size"), score=("score", "mean"), share=("share", "mean"))
    bins.insert(0, "low", bins.index / BINS)
    bins.insert(1, "high", (bins.index + 1) / BINS)
    return bins.reset_index(drop=True)


def expect_error(bins: pd.DataFrame) -> float:
    """Return the mean distance of score and share over the bins, by their count; 0 where there are none."""
    total = bins["count"].sum()
    return float(((bins["score"] - bins["share"]).abs() * bins["count"]).sum() / total) if total else 0.0
