"""The measures: precision, recall, average precision, B-cubed agreement, money covered. Pure, frames in, numbers out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FILE = ["agency", "feed", "file_name"]
COUNTS = ["rows_loaded", "rows_quarantined", "rows_duplicate"]


@dataclass(frozen=True)
class Detection:
    """How well flags and scores find what is truly guilty."""

    precision: float
    recall: float
    average_precision: float
    flagged: int
    guilty: int


@dataclass(frozen=True)
class Agreement:
    """B-cubed agreement of two groupings (Bagga and Baldwin, 1998)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Money:
    """How proposals meet the victims' money that truly lay there; amounts in baht."""

    covered: float  # share of the true money that is proposed
    pure: float  # share of the proposed money that is truly the victim's
    innocent_rows: float  # share of proposals on innocent accounts
    innocent_money: float  # share of the proposed money on innocent accounts
    proposals: int


@dataclass(frozen=True)
class Accounting:
    """How many files met the fate and the row counts that they should; `wrong` names the others."""

    exact: int
    files: int
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """How two sets of rows agree."""

    precision: float
    recall: float


def rate_detection(score: pd.Series, is_flagged: pd.Series, is_guilty: pd.Series) -> Detection:
    """Rate scores (higher is guiltier) and flags against the truth; same index, booleans.

    Average precision is the mean of the precision at each guilty one's rank; ties share their rank's precision.
    """
    guilty, hits = int(is_guilty.sum()), int((is_flagged & is_guilty).sum())
    flagged = int(is_flagged.sum())
    return Detection(
        hits / flagged if flagged else 0.0,
        hits / guilty if guilty else 0.0,
        _average(score, is_guilty),
        flagged,
        guilty,
    )


def _average(score: pd.Series, is_guilty: pd.Series) -> float:
    levels = pd.DataFrame({"hit": is_guilty.astype(int), "all": 1}).groupby(-score.to_numpy()).sum().sort_index()
    precision = levels["hit"].cumsum() / levels["all"].cumsum()
    total = levels["hit"].sum()
    return float((precision * levels["hit"]).sum() / total) if total else 0.0


def rate_agreement(found: pd.Series, truth: pd.Series) -> Agreement:
    """Rate a grouping (index: item, value: group; items may be absent) against the true one, over the true one's items.

    An absent item is a group of its own.
    """
    both = pd.DataFrame({"truth": truth}).assign(found=found.astype(object).reindex(truth.index))
    alone = both["found"].isna()
    both.loc[alone, "found"] = [f"alone-{number}" for number in range(int(alone.sum()))]
    together = both.groupby(["found", "truth"])["truth"].transform("size")
    precision = together / both.groupby("found")["found"].transform("size")
    recall = together / both.groupby("truth")["truth"].transform("size")
    return Agreement(float(precision.mean()), float(recall.mean())) if len(both) else Agreement(0.0, 0.0)


def rate_links(found: pd.DataFrame, accounts: pd.DataFrame, callers: pd.DataFrame, least_callers: int = 3) -> float:
    """Return the share of true gangs of which one found gang holds most of the mules and at least three callers.

    `found`: key, gang_id; `accounts` and `callers`: key, gang_id of the truth. A gang with fewer callers than three needs
    them all.
    """
    mules = accounts.merge(found, on="key", suffixes=("", "_found"))
    best = mules.groupby(["gang_id", "gang_id_found"]).size().rename("held").reset_index()
    sizes, caller_sizes = accounts.groupby("gang_id").size(), callers.groupby("gang_id").size()
    rang = callers.merge(found, on="key", suffixes=("", "_found")).groupby(["gang_id", "gang_id_found"]).size()
    linked = 0
    for gang, size in sizes.items():
        here = best[(best["gang_id"] == gang) & (best["held"] * 2 > size)]
        needed = min(least_callers, int(caller_sizes.get(gang, 0)))
        linked += any(int(rang.get((gang, match), 0)) >= needed for match in here["gang_id_found"])
    return linked / len(sizes) if len(sizes) else 0.0


def rate_money(proposed: pd.DataFrame, truth: pd.DataFrame, mules: frozenset[str]) -> Money:
    """Rate proposals (complaint_id, key, amount) against the money that truly lay there (same columns)."""
    both = truth.merge(proposed, on=["complaint_id", "key"], how="outer", suffixes=("_true", "")).fillna(
        {"amount_true": 0.0, "amount": 0.0}
    )
    met = float(np.minimum(both["amount_true"], both["amount"]).sum())
    total, true_total = float(proposed["amount"].sum()), float(truth["amount"].sum())
    innocent = ~proposed["key"].isin(mules)
    return Money(
        met / true_total if true_total else 0.0,
        met / total if total else 0.0,
        float(innocent.mean()) if len(proposed) else 0.0,
        float(proposed.loc[innocent, "amount"].sum() / total) if total else 0.0,
        len(proposed),
    )


def rate_accounting(found: pd.DataFrame, truth: pd.DataFrame) -> Accounting:
    """Compare files (agency, feed, file_name, status and the counts of rows): each must be there with the same values.

    The counts of a file that did not load are not compared: nothing of it is to be counted. A file that was read must
    account for every row: read = loaded + quarantined + duplicate.
    """
    both = truth.merge(found, on=FILE, how="outer", suffixes=("_true", ""))
    numbers = {name: pd.to_numeric(both[name]) for name in both.columns if name.startswith("rows_")}
    same = both["status"] == both["status_true"]
    not_loaded = both["status"] != "loaded"
    for name in COUNTS:
        same &= not_loaded | (numbers[f"{name}_true"] == numbers[name])
    if "rows_read" in numbers:
        same &= not_loaded | (
            numbers["rows_read"] == numbers["rows_loaded"] + numbers["rows_quarantined"] + numbers["rows_duplicate"]
        )
    wrong = both.loc[~same, FILE].itertuples(index=False)
    return Accounting(int(same.sum()), len(both), tuple("/".join(name) for name in wrong))


def rate_rows(found: pd.DataFrame, truth: pd.DataFrame) -> Match:
    """Compare sets of rows, named by agency, feed, file_name and row_no (text or number)."""
    keys = [
        pd.MultiIndex.from_frame(rows[[*FILE, "row_no"]].astype({"row_no": "int64"})).unique()
        for rows in (found, truth)
    ]
    hits = int(keys[0].isin(keys[1]).sum())
    return Match(hits / len(keys[0]) if len(keys[0]) else 1.0, hits / len(keys[1]) if len(keys[1]) else 1.0)
