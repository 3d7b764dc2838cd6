"""Sums and counts over a span of time per node, for whole columns at once: sorted keys and prefix sums, two binary
searches per query.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SPAN = 1 << 36


def composed(node: Ints, at: Ints) -> Ints:
    """One sortable number of a node and a second; seconds before 1970 count as 0."""
    return node * SPAN + np.clip(at, 0, SPAN - 1)


@dataclass(frozen=True)
class EventIndex:
    """Events of nodes in order of (node, time), with running totals; O(n log n) to build, O(log n) per query."""

    keys: Ints
    running: Floats

    @classmethod
    def build(cls, node: Ints, at: Ints, amount: Floats) -> "EventIndex":
        """Index events given as columns of node, second and amount."""
        key = composed(node, at)
        order = np.argsort(key, kind="stable")
        return cls(key[order], np.concatenate([[0.0], np.cumsum(amount[order])]))

    def total(self, node: Ints, start: Ints, end: Ints) -> Floats:
        """Sum of amounts of `node` with start <= time <= end, elementwise."""
        low = np.searchsorted(self.keys, composed(node, start), side="left")
        high = np.searchsorted(self.keys, composed(node, end), side="right")
        return np.maximum(self.running[np.maximum(high, low)] - self.running[low], 0.0)

    def count(self, node: Ints, start: Ints, end: Ints) -> Ints:
        """Number of events of `node` with start <= time <= end, elementwise."""
        low = np.searchsorted(self.keys, composed(node, start), side="left")
        high = np.searchsorted(self.keys, composed(node, end), side="right")
        return np.asarray(np.maximum(high - low, 0), dtype="int64")
