"""Gangs as communities of the graph of bonds: Leiden, then joining of parts that are mostly bound to each other."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from graspologic_native import leiden_csr
from scipy import sparse

from include.graph.ground import Bools, Floats, Ints

Pair = tuple[int, int]
TRIES = 10
SPLITS = 4096  # splits that are remembered, of a few thousand bytes each
JOIN_AT = 0.15
CLEAR_AT = 0.06
PART_AT = 0.013
CLEARLY = 1.5
PAIR_CAP = 6.0
LOOSE = 0.2
KINDS = ("account:", "phone:")


@dataclass(frozen=True)
class Web:
    """The graph of bonds: its nodes' names in order, the weight of each pair from both ends, and which nodes are accounts and which phones
    (nodes x 2).
    """

    names: npt.NDArray[np.str_]
    weights: sparse.csr_array
    kinds: Bools

    def within(self, members: Ints) -> "Web":
        """The bonds among members."""
        return Web(self.names[members], self.weights[members][:, members], self.kinds[members])


def weave_web(bonds: pd.DataFrame) -> Web:
    """Undirected graph with one weight per pair of nodes.

    The weights of its bonds add up to at most PAIR_CAP, so no single habit rules.
    """
    apart = bonds[bonds["source"] != bonds["target"]]
    number, found = pd.factorize(pd.concat([apart["source"], apart["target"]], ignore_index=True), sort=True)
    names, size = np.asarray(found, dtype=np.str_), len(found)
    one, other = number[: len(apart)], number[len(apart) :]
    pair, place = np.unique(np.minimum(one, other) * size + np.maximum(one, other), return_inverse=True)
    weight = np.bincount(place, weights=apart["weight"].to_numpy(dtype="float64"), minlength=len(pair)).clip(
        max=PAIR_CAP
    )
    half = sparse.coo_array((weight, np.divmod(pair, max(size, 1))), shape=(size, size))
    return Web(names, (half + half.T).tocsr(), np.stack([np.char.startswith(names, kind) for kind in KINDS], axis=1))


@dataclass
class Groups:
    """Groups of a web's nodes: the members of each, what binds it to each, itself too (from both ends), and whether it has accounts and
    phones; one that was joined to another has no members and no ties.
    """

    members: list[Ints]
    ties: Floats
    kinds: Bools

    @classmethod
    def of(cls, web: Web, members: list[Ints]) -> "Groups":
        """Sum up what binds groups that share nobody."""
        group = np.repeat(np.arange(len(members)), [len(some) for some in members])
        belongs = sparse.csr_array(
            (np.ones(len(group)), (group, np.concatenate(members))), shape=(len(members), len(web.names))
        )
        return cls(list(members), (belongs @ web.weights @ belongs.T).toarray(), (belongs @ web.kinds) > 0)

    def join(self, one: int, other: int) -> None:
        """Let one be part of the other."""
        self.members[other] = np.append(self.members[other], self.members[one])
        self.members[one] = self.members[one][:0]
        self.kinds[other] |= self.kinds[one]
        for ties in (self.ties, self.ties.T):
            ties[other] += ties[one]
            ties[one] = 0.0

    def shares(self) -> Floats:
        """What part of its bonds each group (row) has with each other one (column); none with itself."""
        strength = self.ties.sum(axis=1, keepdims=True)
        share: Floats = np.divide(self.ties, strength, out=np.zeros_like(self.ties), where=strength > 0)
        np.fill_diagonal(share, 0.0)
        return share


Choice = Callable[[Groups], Pair | None]


def best_join(groups: Groups) -> Pair | None:
    """The group most bound to another, if bound enough: JOIN_AT, or CLEAR_AT (for a part of a gang PART_AT) and clearly its
    first choice. Only phones or only accounts are a part of a gang, which needs both.
    """
    share = groups.shares()
    if len(share) < 2:
        return None
    second, first = np.sort(share, axis=1)[:, -2:].T
    enough = np.where(groups.kinds.all(axis=1), CLEAR_AT, PART_AT)
    fits = (first >= JOIN_AT) | ((first >= enough) & (first >= CLEARLY * second))
    best = int(np.where(fits, first, 0.0).argmax())
    return (best, int(share[best].argmax())) if fits[best] else None


def loosest(groups: Groups) -> Pair | None:
    """The group with the largest part of its bonds outside, if that is LOOSE or more, and the group that it is bound to most."""
    share = groups.shares()
    outside = share.sum(axis=1)
    best = int(outside.argmax())
    return (best, int(share[best].argmax())) if outside[best] >= LOOSE else None


def joined(web: Web, members: list[Ints], choose: Choice) -> list[Ints]:
    """Join the pair of groups that is chosen, the first to the second, until none is."""
    groups = Groups.of(web, members)
    while (pair := choose(groups)) is not None:
        groups.join(*pair)
    return [np.sort(some) for some in groups.members if len(some)]


@lru_cache(maxsize=SPLITS)
def label_nodes(starts: bytes, ends: bytes, weights: bytes, seed: int) -> bytes:
    """Leiden's label (int64) of each node of a graph in compressed rows (int64, int32, float64).

    Remembered: most groups are asked for again when bridges are sought, and in the second look.
    """
    rows = np.frombuffer(starts, "int64")
    _, label = leiden_csr(
        rows, np.frombuffer(ends, "int32"), np.frombuffer(weights, "float64"), len(rows) - 1, seed=seed, trials=TRIES
    )
    return np.array([label[node] for node in range(len(rows) - 1)], dtype="int64").tobytes()


def split(web: Web, seed: int) -> list[Ints]:
    """Split by modularity, largest first (Leiden: Traag, Waltman and van Eck 2019), the best of TRIES, since one depends on its order."""
    weights = web.weights
    if not weights.nnz:
        return list(np.arange(len(web.names))[:, None])
    graph = weights.indptr.astype("int64"), weights.indices.astype("int32"), weights.data
    label = np.frombuffer(label_nodes(*(column.tobytes() for column in graph), seed=seed), "int64")
    parts = [np.flatnonzero(label == number) for number in range(int(label.max()) + 1)]
    return sorted(parts, key=lambda some: (-len(some), some[0]))


def part(web: Web, seed: int) -> list[Ints]:
    """Split a web, and what it falls into, until no loosely bound parts are found any more; parts that are bound enough stay together.

    Modularity alone lumps small communities once the graph is large (Fortunato and Barthelemy 2007); within a group it
    does not.
    """
    groups = joined(web, split(web, seed), best_join)
    if len(groups) == 1:
        return groups
    return [group[inner] for group in groups for inner in part(web.within(group), seed)]


def mended(web: Web, communities: list[Ints]) -> list[Ints]:
    """Join parts of one gang that no part of it holds most of: a gang keeps its bonds to itself, while its parts are bound to
    one another, each a little. The share of a group's bonds that leave it is its conductance (Kannan, Vempala and Vetta 2004).
    """
    return joined(web, communities, loosest)


def components(web: Web) -> list[Ints]:
    """Who is bound to whom by however many bonds."""
    graph, half = nx.empty_graph(len(web.names)), sparse.triu(web.weights, format="coo")
    graph.add_edges_from(zip(half.row.tolist(), half.col.tolist(), strict=True))
    return [np.array(sorted(component), dtype="int64") for component in nx.connected_components(graph)]


def find_communities(bonds: pd.DataFrame, seed: int) -> list[set[str]]:
    """Sets of node names, largest first (ties by name), from the graph of bonds between suspects."""
    web = weave_web(bonds)
    if not len(web.names):
        return []
    found = [whole[inner] for whole in components(web) for inner in part(web.within(whole), seed)]
    named = [set(web.names[members].tolist()) for members in mended(web, found)]
    return sorted(named, key=lambda members: (-len(members), min(members)))
