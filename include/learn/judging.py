"""Judges models on the complaints that came after: whom they named for the first time, of all not named before.

Complaints name whom victims pay, so a model may be better at that and forget who passes the money on: what it would say of the evidence as
it stands must pass the check that it has to pass whenever it scores.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.learn.additive import LEAST_NAMED, MOST_NAMED, Additive, Floats, fit_calibration, fit_factors, keep_rules
from include.learn.examples import Examples
from include.learn.model import object_to_scores

RULES, CALIBRATED, LEARNT = "rules", "calibrated rules", "learnt factors"
LEAST_EARLIER, LEAST_LATER = 20, 3
UNBOUND = 0.97
SURE = 2.0  # standard errors by which a model of its own must beat what is simpler
WORTH = 0.05  # and the share of the log loss that it must save to be worth its upkeep
NOISE = 1e-9  # ranks that are the same differ by less, since scores that tie for one may differ in the last bit for the other


@dataclass(frozen=True)
class Verdict:
    """One candidate, its figures on the held-out period, and whether it may be used, with the reason in words."""

    method: str
    model: Additive
    metrics: dict[str, float]
    is_promoted: bool
    reason: str


def fit_candidates(earlier: pd.DataFrame) -> dict[str, Additive]:
    """Return the rules as they stand, the rules calibrated, and the model with a factor per signal."""
    calibrated = fit_calibration(earlier)
    codes = [str(code) for code in earlier.columns if code != "is_named"]
    rules = keep_rules(codes, _share_named(keep_rules(codes).score(earlier), earlier["is_named"].to_numpy(dtype=bool)))
    return {RULES: rules, CALIBRATED: calibrated, LEARNT: fit_factors(earlier, calibrated)}


def judge(examples: Examples, candidates: dict[str, Additive]) -> list[Verdict]:
    """Judge the calibrated rules against the rules, and the learnt factors against the calibrated rules, and both beside whom the
    rules flag.
    """
    earlier, later = int(examples.earlier["is_named"].sum()), int(examples.later["is_named"].sum())
    counts = {"named_earlier": float(earlier), "named_later": float(later)}
    losses = {name: lose(model, examples.later) for name, model in candidates.items()}
    few = earlier < LEAST_EARLIER or later < LEAST_LATER
    scores = {name: model.score(examples.whole) for name, model in candidates.items()}
    verdicts = []
    for method, rival in ((CALIBRATED, RULES), (LEARNT, CALIBRATED)):
        gain = losses[rival] - losses[method]
        metrics = counts | {
            "average_precision": rank(candidates[method], examples.later),
            "rival_average_precision": rank(candidates[rival], examples.later),
            "log_loss": float(losses[method].mean()),
            "rival_log_loss": float(losses[rival].mean()),
            "gain": float(gain.mean()),
            "gain_error": float(gain.std(ddof=1) / np.sqrt(len(gain))) if len(gain) > 1 else 0.0,
            "named_share": candidates[method].named_share,
        }
        reason = _object(metrics, method, rival, is_few=few) or object_to_scores(scores[method], scores[RULES])
        said = reason or f"at least as good as the {rival} on complaints that came after"
        verdicts.append(Verdict(method, candidates[method], metrics, not reason, said))
    return verdicts


def lose(model: Additive, table: pd.DataFrame) -> Floats:
    """Return the log loss of each row's label, under the chance of being named (guilt times the share named)."""
    chance = np.clip(model.named_share * model.score(table), 1e-9, 1 - 1e-9)
    return np.asarray(-np.log(np.where(table["is_named"], chance, 1 - chance)), dtype="float64")


def rank(model: Additive, table: pd.DataFrame) -> float:
    """Return the average precision of the scores against the labels; ties share their rank's precision."""
    levels = pd.DataFrame({"hit": table["is_named"].astype(int).to_numpy(), "all": 1})
    levels = levels.groupby(-model.score(table)).sum().sort_index()
    hits = int(levels["hit"].sum())
    precision = levels["hit"].cumsum() / levels["all"].cumsum()
    return float((precision * levels["hit"]).sum() / hits) if hits else 0.0


def _object(metrics: dict[str, float], method: str, rival: str, *, is_few: bool) -> str:
    """Say why a candidate may not be used, or nothing."""
    if is_few:
        return f"too few named accounts to judge by ({metrics['named_earlier']:.0f} and {metrics['named_later']:.0f})"
    if metrics["named_share"] > UNBOUND:
        return "the share of the guilty that get named cannot be told from these complaints"
    if metrics["gain"] < 0 or metrics["average_precision"] < metrics["rival_average_precision"] - NOISE:
        return f"worse than the {rival} on complaints that came after"
    if method == LEARNT and metrics["gain"] <= SURE * metrics["gain_error"]:
        return f"better than the {rival} by no more than chance ({metrics['gain']:.5f} ± {metrics['gain_error']:.5f})"
    if method == LEARNT and metrics["gain"] < WORTH * metrics["rival_log_loss"]:
        return f"better than the {rival} by {metrics['gain'] / metrics['rival_log_loss']:.1%} of the log loss, less than {WORTH:.0%}"
    return ""


def _share_named(chance: Floats, named: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """Return the share of the guilty that get named under which the labels are likeliest, to a hundredth."""
    shares = np.arange(LEAST_NAMED, MOST_NAMED + 0.005, 0.01)
    likely = [
        np.log(np.where(named, share * chance, 1 - np.minimum(share * chance, 1 - 1e-9)) + 1e-12).sum()
        for share in shares
    ]
    return float(shares[int(np.argmax(likely))])
