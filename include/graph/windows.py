"""Sums and counts over a span of time per node, for whole columns at once: sorted keys and prefix sums, two binary
searches per query.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SPAN = 1 << 36


def composed(node: Ints, at: Ints) -> Ints:
    """One sortable number of a node and a second; seconds before 1970 count as 0."""
    return node * SPAN + np.clip(at, 0, SPAN - 1)


def starts_of(ordered: Ints) -> Ints:
    """Where each run of equal numbers starts."""
    return np.flatnonzero(np.append(True, np.diff(ordered) != 0)[: len(ordered)])


def distinct(numbers: Ints) -> Ints:
    """Different numbers in order; np.unique takes several times as long, by hashing first."""
    ordered = np.sort(numbers)
    return np.asarray(ordered[starts_of(ordered)], dtype="int64")


def numbered(codes: Ints) -> tuple[Ints, Ints]:
    """Of each code the number of its kind, and the kinds in order: what a sum per kind goes by."""
    kinds = distinct(codes)
    return np.searchsorted(kinds, codes), kinds


def pairs_before(keys: Ints, node: Ints, at: Ints, span: int) -> tuple[Ints, Ints]:
    """Events, each with every earlier one of its node, at its second or at most `span` seconds before: places among the earlier ones, whose
    `keys` (`composed`) stand in order, and among the events, node by node. O(events log keys), and the pairs.
    """
    low = np.searchsorted(keys, composed(node, at - span), side="left")
    count = np.searchsorted(keys, composed(node, at), side="right") - low
    event = np.repeat(np.arange(len(count)), count)
    return np.repeat(low - np.cumsum(count) + count, count) + np.arange(len(event)), event


class Flow(Protocol):
    """What moved at each node, to be asked by spans of time."""

    def total(self, node: Ints, start: Ints, end: Ints) -> Floats:
        """Sum of amounts of `node` with start <= time <= end, elementwise."""


@dataclass(frozen=True)
class Renumbered:
    """A flow whose nodes go by other numbers: `number` holds, per node as asked, the node as known."""

    flow: Flow
    number: Ints

    def total(self, node: Ints, start: Ints, end: Ints) -> Floats:
        """Sum of amounts of `node` with start <= time <= end, elementwise."""
        return self.flow.total(self.number[node], start, end)


@dataclass(frozen=True)
class EventIndex:
    """Events of nodes in order of (node, time), with running totals; O(n log n) to build, O(log n) per query.

    Totals run in whole satang, so that a sum does not depend on what else is in the index.
    """

    keys: Ints
    running: Ints

    @classmethod
    def build(cls, node: Ints, at: Ints, amount: Floats) -> "EventIndex":
        """Index events given as columns of node, second and amount in baht."""
        key = composed(node, at)
        order = np.argsort(key, kind="stable")
        satang = np.rint(amount[order] * 100.0).astype("int64")
        return cls(key[order], np.concatenate([np.zeros(1, dtype="int64"), np.cumsum(satang)]))

    def total(self, node: Ints, start: Ints, end: Ints) -> Floats:
        """Sum of amounts of `node` with start <= time <= end, elementwise."""
        low = np.searchsorted(self.keys, composed(node, start), side="left")
        high = np.searchsorted(self.keys, composed(node, end), side="right")
        return np.asarray((self.running[np.maximum(high, low)] - self.running[low]) / 100.0, dtype="float64")

    def count(self, node: Ints, start: Ints, end: Ints) -> Ints:
        """Number of events of `node` with start <= time <= end, elementwise."""
        low = np.searchsorted(self.keys, composed(node, start), side="left")
        high = np.searchsorted(self.keys, composed(node, end), side="right")
        return np.asarray(np.maximum(high - low, 0), dtype="int64")
