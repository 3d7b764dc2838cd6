"""A model as it is kept: parameters as JSON, where they come from, and the checks that it passes before it is used."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from include.learn.additive import BIASES, FACTORS, MOST_NAMED, Additive, Floats

STALE = timedelta(days=30)
SUSPECT_AT = 0.5
DRIFT = 3.0
LEAST_SUSPECTS = 20
FLAGGED_AT = 0.8
MOST_DOUBTED = 0.02  # of those whom the rules flag, how many a model may score below SUSPECT_AT: a tenth once held two fifths of the money


@dataclass(frozen=True)
class Model:
    """A version that may be used; `rules` is the print of the signals and weights that it was learnt on."""

    version: int
    method: str
    trained_at: datetime
    rules: str
    additive: Additive


def fingerprint(weights: dict[str, float]) -> str:
    """Return a short print of the rules: a model learnt on other signals or weights is not for these."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()[:16]


def to_json(additive: Additive) -> str:
    """Return the parameters as JSON, keys sorted, ten digits: equal models are equal bytes."""
    factors = {code: round(factor, 10) for code, factor in sorted(additive.factors.items())}
    content = {"bias": round(additive.bias, 10), "factors": factors, "named_share": round(additive.named_share, 10)}
    return json.dumps(content, sort_keys=True)


def from_json(text: str) -> Additive:
    """Return the parameters.

    Raises:
        ValueError: not JSON, or not these parameters.
    """
    content = json.loads(text)
    try:
        factors = {str(code): float(factor) for code, factor in content["factors"].items()}
        return Additive(float(content["bias"]), factors, float(content["named_share"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no parameters of an additive model") from error


def object_to(model: Model, weights: dict[str, float], now: datetime) -> str:
    """Say why a model may not be used now, or nothing: other rules, too old, or parameters out of bounds."""
    if model.rules != fingerprint(weights) or set(model.additive.factors) != set(weights):
        return "it was learnt on other rules"
    if now - model.trained_at > STALE:
        return f"it is older than {STALE.days} days"
    factors = np.array(list(model.additive.factors.values()))
    sound = np.isfinite(factors).all() and (factors >= FACTORS[0]).all() and (factors <= FACTORS[1]).all()
    if (
        not sound
        or not BIASES[0] <= model.additive.bias <= BIASES[1]
        or not 0 < model.additive.named_share <= MOST_NAMED
    ):
        return "its parameters are out of bounds"
    return ""


def object_to_scores(scores: Floats, rules: Floats) -> str:
    """Say why scores may not be used, or nothing: not numbers, suspects by far more or fewer than the rules', or doubts whom the rules
    flag. A model learns from whom victims name, who are those that they pay: it may forget who passes the money on, and where it ends up.
    Asked when one is judged, and whenever it scores.
    """
    if not np.isfinite(scores).all():
        return "it gives no numbers"
    ours, theirs = (max(int((values >= SUSPECT_AT).sum()), LEAST_SUSPECTS) for values in (scores, rules))
    if not 1 / DRIFT <= ours / theirs <= DRIFT:
        return f"it suspects {ours} accounts where the rules suspect {theirs}"
    flagged = rules >= FLAGGED_AT
    doubted = int((scores[flagged] < SUSPECT_AT).sum())
    if flagged.sum() >= LEAST_SUSPECTS and doubted > MOST_DOUBTED * flagged.sum():
        return f"it doubts {doubted} of the {int(flagged.sum())} accounts that the rules flag"
    return ""
