"""An additive model over the rules: each signal's share of the log-odds times a factor that is never negative.

Named accounts are positive, all others unlabelled: the chance to be named is the chance to be guilty times the share of the
guilty that get named, which is learnt with the rest (Elkan and Noto 2008; as one likelihood, Jaskie et al. 2019). One common
factor and a bias only calibrate the rules (Platt 1999); a factor per signal is a model of its own. Factors that are not
negative keep every signal's sense: more of what speaks against an account never lowers its score.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize

Floats = npt.NDArray[np.float64]
FACTORS = (0.0, 4.0)
SLOPES = (0.25, 4.0)
LEAST_NAMED, MOST_NAMED = 0.02, 1.0
TRUST = 0.3  # standard deviation of a factor around the common one, before anything is learnt
BIAS_TRUST = 2.0
BIASES = (-6.0, 6.0)
PATIENCE = 2000


@dataclass(frozen=True)
class Additive:
    """log-odds = bias + sum of factor times contribution; `named_share` is how many of the guilty are ever named."""

    bias: float
    factors: dict[str, float]
    named_share: float

    def explain(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return what bias and each signal add to the log-odds, in the order of `factors`; they sum to it exactly.

        Raises:
            KeyError: the table lacks a signal that the model was learnt on.
        """
        parts = {code: factor * table[code].to_numpy(dtype="float64") for code, factor in self.factors.items()}
        return pd.DataFrame({"bias": np.full(len(table), self.bias), **parts}, index=table.index)

    def score(self, table: pd.DataFrame) -> Floats:
        """Return the chance of guilt per row, 0 to 1."""
        return sigmoid(self.explain(table).to_numpy().sum(axis=1))


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), safe for large x."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))), dtype="float64")


def keep_rules(codes: list[str], named_share: float = 1.0) -> Additive:
    """Return the rules as they are: every factor 1, no bias."""
    return Additive(0.0, dict.fromkeys(codes, 1.0), named_share)


def fit_calibration(table: pd.DataFrame) -> Additive:
    """Fit bias, one common factor and the share named; columns are contributions and `is_named`."""
    parts = table.drop(columns="is_named")
    likelihood = Likelihood(
        parts.to_numpy(dtype="float64").sum(axis=1)[:, None], table["is_named"].to_numpy(dtype=bool), np.ones(1), 1.0
    )
    bias, slope, share = likelihood.climb(SLOPES)
    return Additive(bias, dict.fromkeys(map(str, parts.columns), float(slope[0])), share)


def fit_factors(table: pd.DataFrame, calibrated: Additive) -> Additive:
    """Fit a factor per signal, held near the calibrated ones by TRUST; what never occurs keeps the common factor."""
    parts = table.drop(columns="is_named")
    common = np.array([calibrated.factors[code] for code in parts.columns])
    likelihood = Likelihood(parts.to_numpy(dtype="float64"), table["is_named"].to_numpy(dtype=bool), common, TRUST)
    bias, factors, share = likelihood.climb(FACTORS)
    return Additive(bias, dict(zip(map(str, parts.columns), factors.tolist(), strict=True)), share)


@dataclass(frozen=True)
class Likelihood:
    """How likely the labels are under share * sigmoid(bias + values @ factors), with factors held near `start`."""

    values: Floats
    named: npt.NDArray[np.bool_]
    start: Floats
    trust: float

    def cost(self, point: Floats) -> tuple[float, Floats]:
        """Return the negative log posterior at (bias, share, factors) and its slope."""
        bias, share, factors = float(point[0]), float(point[1]), point[2:]
        chance = sigmoid(bias + self.values @ factors)
        seen = np.clip(share * chance, 1e-12, 1 - 1e-12)
        slip = (seen - self.named) / (seen * (1 - seen))
        slope = slip * share * chance * (1 - chance)
        pull = (factors - self.start) / self.trust**2
        held = 0.5 * float(pull @ (factors - self.start)) + 0.5 * (bias / BIAS_TRUST) ** 2
        told = -float(np.log(np.where(self.named, seen, 1 - seen)).sum())
        steep = np.array([slope.sum() + bias / BIAS_TRUST**2, (slip * chance).sum()])
        return told + held, np.concatenate([steep, slope @ self.values + pull])

    def climb(self, bounds: tuple[float, float]) -> tuple[float, Floats, float]:
        """Return bias, factors and share of the highest posterior; the same for the same input (L-BFGS-B from `start`)."""
        limits = [BIASES, (LEAST_NAMED, MOST_NAMED), *[bounds] * len(self.start)]
        begin = np.concatenate([[0.0, 0.5], self.start])
        found = minimize(self.cost, begin, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": PATIENCE})
        return float(found.x[0]), np.asarray(found.x[2:], dtype="float64"), float(found.x[1])
