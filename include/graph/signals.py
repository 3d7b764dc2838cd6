"""Scores as lists that can be read: signals with a weight, a sentence and evidence, summed through a logistic."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.graph.ground import Ground, memo_key
from include.graph.windows import starts_of

Floats = npt.NDArray[np.float64]
CITED = 5
WORTH_SAYING = 0.25
R = TypeVar("R")


@dataclass(frozen=True)
class State:
    """What is believed so far: the suspicion (0..1) of each account and each phone, by position, and which accounts
    serve many.
    """

    accounts: Floats
    phones: Floats
    services: Floats
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)


def nobody(ground: Ground) -> State:
    """The state in which nobody is suspect."""
    return State(np.zeros(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))


def once_per_state(compute: Callable[[Ground, State], R]) -> Callable[[Ground, State], R]:
    """Compute once per ground and state what several signals ask for.

    The result is shared, so nobody may change it.
    """

    @wraps(compute)
    def remembered(ground: Ground, state: State) -> R:
        key = id(ground), memo_key(compute)
        if key not in state.memo:
            state.memo[key] = compute(ground, state)
        found: R = state.memo[key]
        return found

    return remembered


@dataclass(frozen=True)
class Reading:
    """A signal's values by position (0..1) and, computed only when asked for, the records behind them.

    `cite` returns a frame (node, ref, rank); the lowest ranks are shown first.
    """

    values: Floats
    cite: Callable[[], pd.DataFrame] | None = None


@dataclass(frozen=True)
class Signal:
    """One thing an investigator looks at. A negative weight lowers suspicion; `{value}` in the sentence is 0..1."""

    code: str
    weight: float
    measure: Callable[[Ground, State], Reading]
    sentence: str
    is_relational: bool = False


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), safe for large x."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30, 30))), dtype="float64")


def noisy_or(node: npt.NDArray[np.int64], chance: Floats, size: int) -> Floats:
    """1 - product of (1 - chance) per node: the chance that at least one of several independent hints holds."""
    kept = node >= 0
    misses = np.log1p(-np.clip(chance[kept], 0.0, 0.999999))
    return np.asarray(1.0 - np.exp(np.bincount(node[kept], weights=misses, minlength=size)), dtype="float64")


def saturated(amount: Floats, half: float) -> Floats:
    """amount / (amount + half): 0 at nothing, 0.5 at `half`, near 1 far beyond."""
    return np.asarray(amount / (amount + half), dtype="float64")


def share(part: Floats, whole: Floats) -> Floats:
    """part / whole within 0..1, 0 where the whole is nothing."""
    return np.asarray(np.clip(part / np.maximum(whole, 1e-9), 0.0, 1.0) * (whole > 0), dtype="float64")


def ramp(x: Floats, zero_at: float, one_at: float) -> Floats:
    """0 at `zero_at`, 1 at `one_at`, straight in between; the two may stand in either order."""
    return np.asarray(np.clip((x - zero_at) / (one_at - zero_at), 0.0, 1.0), dtype="float64")


def first_of_each(
    node: npt.NDArray[np.int64], ref: pd.Series, most: int
) -> tuple[npt.NDArray[np.int64], list[list[str]]]:
    """The different nodes of rows that stand node by node, and of each up to `most` of its records; pandas builds a frame per group."""
    starts = starts_of(node)
    ends = np.minimum(np.append(starts[1:], len(node)), starts + most)
    refs = ref.tolist()
    return node[starts], [refs[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def cited(reading: Reading, wanted: npt.NDArray[np.bool_]) -> dict[int, list[str]]:
    """The first few different records per wanted node, by rank, those of one rank in their order."""
    if reading.cite is None:
        return {}
    rows = reading.cite()
    node, rank = rows["node"].to_numpy(), rows["rank"].to_numpy()
    kept = np.flatnonzero(wanted[node])
    kept = kept[np.lexsort((rank[kept], node[kept]))]
    refs = rows["ref"].take(kept)
    record = pd.factorize(refs)[0]
    is_new = (record >= 0) & ~pd.Series(node[kept] * (len(kept) + 1) + record).duplicated().to_numpy()
    nodes, firsts = first_of_each(node[kept[is_new]], refs[is_new], CITED)
    return dict(zip(nodes.tolist(), firsts, strict=True))


def reasons_of(
    signals: tuple[Signal, ...], readings: dict[str, Reading], wanted: npt.NDArray[np.bool_]
) -> dict[int, list[dict[str, object]]]:
    """Per wanted node the reasons that moved its score, strongest first: code, weight (log-odds), text, evidence."""
    spoken: dict[int, list[dict[str, object]]] = {int(node): [] for node in np.flatnonzero(wanted)}
    for signal in signals:
        reading = readings[signal.code]
        moved = signal.weight * reading.values
        chosen = wanted & (np.abs(moved) >= WORTH_SAYING)
        refs = cited(reading, chosen)
        for node in np.flatnonzero(chosen).tolist():
            text = signal.sentence.format(value=reading.values[node])
            spoken[node].append(
                {
                    "code": signal.code,
                    "weight": round(float(moved[node]), 3),
                    "text": text,
                    "evidence": refs.get(node, []),
                }
            )
    for rows in spoken.values():
        rows.sort(key=lambda row: (-abs(float(str(row["weight"]))), str(row["code"])))
    return spoken
