"""How the columns of a file differ from the feed's week before it, in sentences. Pure; it warns, and rejects nothing.

A share is said to have changed where the difference is large (LEAST_CHANGE), more than chance, and more than the feed's
files differ among themselves: the two-proportion z statistic with the variance between last week's files added to the
binomial one (the random-effects form of DerSimonian and Laird, 1986).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEK = timedelta(days=7)
LEAST_ROWS = 50  # of what is judged
LEAST_WEEK_ROWS = 200
LEAST_WEEK_FILES = 3
LEAST_CHANGE = 0.15
LEAST_Z = 5.0
LEAST_STRANGE = 0.005  # share of rows with a code that is not agreed, from which it is told
LEAST_STRANGE_ROWS = 5
MEDIAN_FACTOR = 20.0
LEAST_MEDIAN_ROWS = 10  # of a file of last week, for its median to say what is usual
USUAL = 3.0
SATANG = (50.0, 200.0)  # a hundred times, give or take a factor of two
STRANGE = ""  # the key of `code_counts` for all codes that are not agreed: their text is not kept


@dataclass(frozen=True)
class Drift:
    """One sentence about a column of a file; shares are None where it is not about a share."""

    file_id: int
    column_name: str
    sign: str
    sentence: str
    from_share: float | None = None
    to_share: float | None = None


DRIFT_COLUMNS = [field.name for field in fields(Drift)]


def find_drift(profiles: pd.DataFrame, file_ids: frozenset[int], feed_key: str) -> pd.DataFrame:
    """Return what to say of these files (columns of Drift), judged by `profiles` of their feed and of the week before.

    Profiles have file_id, column_name, day, row_count, filled_count, code_counts (dict), median. A file with fewer than
    LEAST_ROWS rows is judged together with the files of its day that came before it. A feed with fewer than
    LEAST_WEEK_FILES files and LEAST_WEEK_ROWS rows in the seven days before has no week to be held against.
    """
    told: list[Drift] = []
    for column, lines in profiles.sort_values("file_id").groupby("column_name", sort=False):
        teller = f"{feed_key}: column `{column}`"
        for day in sorted(set(lines.loc[lines["file_id"].isin(file_ids), "day"])):
            week = lines[(lines["day"] < day) & (lines["day"] >= day - WEEK) & (lines["row_count"] > 0)]
            if len(week) >= LEAST_WEEK_FILES and week["row_count"].sum() >= LEAST_WEEK_ROWS:
                today = lines[lines["day"] == day]
                found = _judge_day(str(column), teller, today, week)
                told += [drift for drift in found if drift.file_id in file_ids]
    return pd.DataFrame([[getattr(one, name) for name in DRIFT_COLUMNS] for one in told], columns=DRIFT_COLUMNS)


def _judge_day(column: str, teller: str, today: pd.DataFrame, week: pd.DataFrame) -> Iterator[Drift]:
    yield from _judge_filled(column, teller, today, week)
    if any(week["code_counts"]) or any(today["code_counts"]):
        yield from _judge_codes(column, teller, today, week)
    if week["median"].notna().any():
        yield from _judge_medians(column, teller, today, week)


def _judge_filled(column: str, teller: str, today: pd.DataFrame, week: pd.DataFrame) -> Iterator[Drift]:
    change = _compare(today, _as_floats(today["filled_count"]), week, _as_floats(week["filled_count"]))
    for file_id, now in zip(*_take(today, change), strict=True):
        was = change.was
        words = (
            f"became empty in {1 - now:.0%} of rows, {1 - was:.0%} last week"
            if now < was
            else f"is filled in {now:.0%} of rows, {was:.0%} last week"
        )
        yield Drift(file_id, column, "filled", f"{teller} {words}", 1 - was, 1 - now)


def _judge_codes(column: str, teller: str, today: pd.DataFrame, week: pd.DataFrame) -> Iterator[Drift]:
    """Tell of codes that are not agreed, else of the agreed one whose share changed most (of two, the one that grew)."""
    best: dict[int, tuple[float, bool, Drift]] = {}
    for code in sorted({code for counts in (*today["code_counts"], *week["code_counts"]) for code in counts}):
        hits = _count(today, code)
        change = _compare(today, hits, week, _count(week, code))
        was = change.was
        if code == STRANGE:
            many = (change.now >= LEAST_STRANGE) & (change.hits >= LEAST_STRANGE_ROWS) & (change.now > 3 * was)
            change = replace(change, has_changed=many)
        for file_id, now in zip(*_take(today, change), strict=True):
            words = (
                f"has codes that are not agreed in {now:.1%} of rows, {was:.1%} last week; see mart.quarantine"
                if code == STRANGE
                else f"is {code} in {now:.0%} of rows, {was:.0%} last week"
            )
            weight = 2.0 if code == STRANGE else round(abs(now - was), 3)
            rival = (weight, now > was, Drift(file_id, column, "code", f"{teller} {words}", was, now))
            best[file_id] = max(best.get(file_id, rival), rival, key=lambda one: one[:2])
    yield from (drift for _, _, drift in best.values())


def _judge_medians(column: str, teller: str, today: pd.DataFrame, week: pd.DataFrame) -> Iterator[Drift]:
    """Tell of files, each with LEAST_ROWS rows, whose median is beyond what any of last week's files had."""
    known = week[week["median"].notna()].sort_values("median")
    was = float(known.loc[known["row_count"].cumsum() * 2 >= known["row_count"].sum(), "median"].iloc[0])
    like = known.loc[known["row_count"] >= LEAST_MEDIAN_ROWS, "median"]
    judged = today[(today["row_count"] >= LEAST_ROWS) & (today["median"] > 0)]
    if was <= 0 or like.empty:
        return
    for file_id, now in zip(judged["file_id"].tolist(), judged["median"].tolist(), strict=True):
        factor = max(now / was, was / now)
        if factor < MEDIAN_FACTOR or like.min() / USUAL <= now <= like.max() * USUAL:
            continue
        words = f"has a median {factor:,.0f} times as {'large' if now > was else 'small'} as last week"
        hint = ", as if baht and satang were exchanged" if SATANG[0] <= factor <= SATANG[1] else ""
        yield Drift(file_id, column, "median", f"{teller} {words}{hint}")


@dataclass(frozen=True)
class _Change:
    """Shares of a day's files (arrays, one place per file) against the week's share."""

    was: float
    now: Floats
    hits: Floats
    has_changed: NDArray[np.bool_]


def _compare(today: pd.DataFrame, hits: Floats, week: pd.DataFrame, hits_before: Floats) -> _Change:
    rows, rows_before = _as_floats(today["row_count"]), _as_floats(week["row_count"])
    is_small = rows < LEAST_ROWS
    hits, here = np.where(is_small, hits.cumsum(), hits), np.where(is_small, rows.cumsum(), rows)
    was = hits_before.sum() / rows_before.sum()
    now = hits / np.maximum(here, 1)
    together = (hits + hits_before.sum()) / (here + rows_before.sum())
    chance = together * (1 - together) * (1 / np.maximum(here, 1) + 1 / rows_before.sum())
    between = np.average((hits_before / rows_before - was) ** 2, weights=rows_before)
    is_large = np.abs(now - was) >= np.maximum(LEAST_CHANGE, LEAST_Z * np.sqrt(chance + between))
    return _Change(float(was), now, hits, is_large & (here >= LEAST_ROWS) & (rows > 0))


def _take(today: pd.DataFrame, change: _Change) -> tuple[list[int], list[float]]:
    chosen = change.has_changed
    return today["file_id"].to_numpy()[chosen].tolist(), change.now[chosen].tolist()


def _as_floats(counts: pd.Series) -> Floats:
    return counts.to_numpy(dtype="float64")


def _count(lines: pd.DataFrame, code: str) -> Floats:
    return np.array([counts.get(code, 0) for counts in lines["code_counts"]], dtype="float64")
