"""Whom a mistake hits: innocents flagged by kind, and what each signal does to each kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

LEAST_PUSH = 0.02  # mean log-odds over a kind that are worth a line


@dataclass(frozen=True)
class Line:
    """One measure: what it rates, its figures, and the sentence that says them."""

    subject: str
    figures: dict[str, float]
    text: str


def tell_innocents(subject: str, flagged: pd.Series) -> Line:
    """Say how many of these innocents are flagged per 1,000."""
    rate = 1000 * float(flagged.mean()) if len(flagged) else 0.0
    figures = {"per_1000": rate, "flagged": int(flagged.sum()), "innocents": len(flagged)}
    return Line(subject, figures, f"{subject}: {rate:.2f} per 1,000 of {len(flagged)}")


def tell_fairness(innocents: pd.DataFrame) -> Iterator[Line]:
    """Say, of innocent accounts (is_flagged; kind and reasons where told), who is flagged by kind, and each signal's effect.

    A kind told as blank is people of no special kind. What a signal does to a kind is the mean over all of the kind;
    reasons are kept for suspects only, so that is what it does to those who come near suspicion.
    """
    if "reasons" in innocents:
        yield from _tell_pushes(innocents, "all")
    if "kind" not in innocents:
        return
    for kind, group in innocents[innocents["kind"].fillna("") != ""].groupby("kind"):
        yield tell_innocents(f"innocents flagged, {kind}", group["is_flagged"])
        if "reasons" in group:
            yield from _tell_pushes(group, str(kind))


def _tell_pushes(group: pd.DataFrame, kind: str) -> Iterator[Line]:
    """What each signal adds to (or takes from) this kind: the mean log-odds, and on how many of the flagged it pushes."""
    told = group.loc[
        group["reasons"].map(lambda rows: isinstance(rows, list) and len(rows) > 0), ["is_flagged", "reasons"]
    ]
    pushes = pd.DataFrame(
        [
            (row["code"], float(row["weight"]), flagged)
            for flagged, rows in zip(told["is_flagged"], told["reasons"], strict=True)
            for row in rows
        ],
        columns=["code", "weight", "is_flagged"],
    )
    for code, rows in pushes.groupby("code"):
        raised = rows[rows["is_flagged"] & (rows["weight"] > 0)]
        mean = float(rows["weight"].sum() / len(group))
        if abs(mean) < LEAST_PUSH and raised.empty:
            continue
        figures = {
            "mean": mean,
            "suspects": len(rows),
            "flagged": len(raised),
            "per_1000": 1000 * len(raised) / len(group),
            "weight": float(raised["weight"].mean()) if len(raised) else 0.0,
        }
        text = f"  {code}: {mean:+.3f} in the mean, {len(raised)} flagged raised by {figures['weight']:+.2f} each"
        yield Line(f"effect of {code} on {kind}", figures, text)
