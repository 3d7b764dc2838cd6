"""Gangs as communities of the graph of bonds: Louvain, then joining of parts that are mostly bound to each other."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
import pandas as pd

from include.graph.ground import Floats, Ints

Pair = tuple[int, int]
Choice = Callable[[nx.Graph, dict[int, set[str]]], Pair | None]
TRIES = 3
JOIN_AT = 0.15
CLEAR_AT = 0.06
PART_AT = 0.02
CLEARLY = 1.5
PAIR_CAP = 6.0
LOOSE = 0.2


def bond_graph(bonds: pd.DataFrame) -> nx.Graph:
    """Undirected graph with one edge per pair of nodes.

    The weights of its bonds add up to at most PAIR_CAP, so no single habit rules.
    """
    low = np.where(bonds["source"] <= bonds["target"], bonds["source"], bonds["target"])
    high = np.where(bonds["source"] <= bonds["target"], bonds["target"], bonds["source"])
    pairs = pd.DataFrame({"source": low, "target": high, "weight": bonds["weight"].to_numpy(dtype="float64")})
    pairs = pairs.groupby(["source", "target"], sort=True)["weight"].sum().clip(upper=PAIR_CAP).reset_index()
    return nx.from_pandas_edgelist(pairs, "source", "target", "weight")


def ties_of(graph: nx.Graph, groups: dict[int, set[str]]) -> pd.DataFrame:
    """Ordered pairs of bound groups: columns a, b, share (of a's outward and inward strength that goes to b)."""
    number, ours, theirs, weight = ends_of(graph)
    label = np.full(len(number), -1, dtype="int64")
    for group, members in groups.items():
        label[[number[node] for node in members if node in number]] = group
    kept = (label[ours] >= 0) & (label[theirs] >= 0)
    ours, theirs, weight = label[ours[kept]], label[theirs[kept]], np.tile(weight[kept], 2)
    a, b, size = np.append(ours, theirs), np.append(theirs, ours), int(label.max(initial=0)) + 1
    strength, across = np.bincount(a, weights=weight, minlength=size), a != b
    pair, place = np.unique((a * size + b)[across], return_inverse=True)
    bound = np.bincount(place, weights=weight[across], minlength=len(pair))
    return pd.DataFrame({"a": pair // size, "b": pair % size, "share": bound / strength[pair // size]})


def ends_of(graph: nx.Graph) -> tuple[dict[str, int], Ints, Ints, Floats]:
    """Numbers of the nodes with bonds, and both ends and the weight of each bond; a graph is read once, it does not change any more."""
    if "ends" not in graph.graph:
        edges = list(graph.edges(data="weight"))
        number = {node: place for place, node in enumerate(dict.fromkeys(node for edge in edges for node in edge[:2]))}
        ours, theirs = (np.array([number[edge[end]] for edge in edges], dtype="int64") for end in (0, 1))
        graph.graph["ends"] = number, ours, theirs, np.array([edge[2] for edge in edges], dtype="float64")
    found: tuple[dict[str, int], Ints, Ints, Floats] = graph.graph["ends"]
    return found


def is_partial(members: set[str]) -> bool:
    """Only phones or only accounts: a gang needs both, so this is a part of one."""
    kinds = {name.split(":", 1)[0] for name in members}
    return not {"account", "phone"} <= kinds


def best_join(graph: nx.Graph, groups: dict[int, set[str]]) -> Pair | None:
    """The group most bound to another, if bound enough: JOIN_AT, or CLEAR_AT (for a part of a gang PART_AT) and clearly its
    first choice.
    """
    pairs = ties_of(graph, groups)
    a, b, share = (pairs[name].to_numpy() for name in ("a", "b", "share"))
    order = np.lexsort((b, -share, a))
    a, b, share = a[order], b[order], share[order]
    first = np.flatnonzero(np.append(True, np.diff(a) != 0)[: len(a)])
    beside = np.append(a, -1)[first + 1] == a[first]
    second = np.where(beside, np.append(share, 0.0)[first + 1], 0.0)
    partial = [number for number, members in groups.items() if is_partial(members)]
    a, b, share = a[first], b[first], share[first]
    enough = np.where(np.isin(a, partial), PART_AT, CLEAR_AT)
    fits = np.flatnonzero((share >= JOIN_AT) | ((share >= enough) & (share >= CLEARLY * second)))
    best = fits[np.lexsort((a[fits], -share[fits]))][:1]
    return (int(a[best[0]]), int(b[best[0]])) if len(best) else None


def joined(graph: nx.Graph, communities: list[set[str]], choose: Choice) -> list[set[str]]:
    """Join the pair of groups that is chosen, the first to the second, until none is."""
    groups = {number: set(members) for number, members in enumerate(communities)}
    while (pair := choose(graph, groups)) is not None:
        groups[pair[1]] |= groups.pop(pair[0])
    return list(groups.values())


def best_louvain(graph: nx.Graph, seed: int, tries: int) -> list[set[str]]:
    """Louvain (Blondel et al. 2008), the best of some tries by modularity, since one run depends on its order."""
    found = [nx.community.louvain_communities(graph, seed=seed + number) for number in range(tries)]
    if tries > 1:
        # Rounded: the sum runs over sets of text, whose order, and so the last digits, differ from process to process.
        found.sort(key=lambda communities: -round(nx.community.modularity(graph, communities), 9))
    return sorted((set(members) for members in found[0]), key=lambda members: (-len(members), min(members)))


def inside_of(graph: nx.Graph, members: set[str]) -> nx.Graph:
    """The bonds among members; not a view, whose order is that of a set of text: another in each process."""
    inside = nx.Graph()
    inside.add_nodes_from(sorted(members))
    inside.add_edges_from((a, b, bond) for a, b, bond in graph.edges(sorted(members), data=True) if b in members)
    return inside


def parted(inside: nx.Graph, seed: int, tries: int) -> list[set[str]]:
    """Split a group of bonds once: by Louvain, joined where its parts are bound enough."""
    if not inside.number_of_edges():
        return [set(inside)]
    return joined(inside, best_louvain(inside, seed, tries), best_join)


@dataclass
class Memory:
    """What a group of bonds was split into before, by its digest: the same bonds and seed are split the same way again.

    Components are remembered, and the groups that they fall into, so that an hour that changes one gang splits but that one and its
    component anew. `known` is what is remembered, `used` what a run asked for and so is worth remembering.
    """

    known: dict[str, list[list[str]]] = field(default_factory=dict)
    used: dict[str, list[list[str]]] = field(default_factory=dict)

    def part(self, graph: nx.Graph, members: set[str], seed: int, tries: int = TRIES) -> list[set[str]]:
        """Split a component, and what it falls into, until Louvain finds no loosely bound parts any more; what it falls into mostly
        stays whole, and one try shows it.

        Modularity alone lumps small communities once the graph is large (Fortunato and Barthelemy 2007); within a group it
        does not.
        """
        inside = inside_of(graph, members)
        groups = self.split(inside, seed, tries)
        if len(groups) == 1:
            return groups
        return [part for group in groups for part in self.part(inside, group, seed, 1)]

    def split(self, inside: nx.Graph, seed: int, tries: int) -> list[set[str]]:
        """Split a group once, or recall how it was split."""
        name = digest(inside, seed, tries)
        if name not in self.used:
            found = self.known.get(name)
            self.used[name] = [sorted(part) for part in parted(inside, seed, tries)] if found is None else found
        return [set(part) for part in self.used[name]]


def digest(inside: nx.Graph, seed: int, tries: int) -> str:
    """A name of a group: 32 hex digits of its bonds with their weights to the last bit, of the seed, and of the rules here."""
    bonds = sorted((min(a, b), max(a, b), weight) for a, b, weight in inside.edges(data="weight"))
    content = (tries, JOIN_AT, CLEAR_AT, PART_AT, CLEARLY, seed, list(inside.nodes), bonds)
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


def loosest(graph: nx.Graph, groups: dict[int, set[str]]) -> Pair | None:
    """The group with the largest part of its bonds outside, if that is LOOSE or more, and the group that it is bound to most."""
    pairs = ties_of(graph, groups)
    pairs["outside"] = pairs.groupby("a")["share"].transform("sum")
    ranked = pairs.sort_values(["outside", "a", "share", "b"], ascending=[False, True, False, True])
    if ranked.empty or ranked["outside"].iloc[0] < LOOSE:
        return None
    return int(ranked["a"].iloc[0]), int(ranked["b"].iloc[0])


def mended(graph: nx.Graph, communities: list[set[str]]) -> list[set[str]]:
    """Join parts of one gang that no part of it holds most of: a gang keeps its bonds to itself, while its parts are bound to
    one another, each a little. The share of a group's bonds that leave it is its conductance (Kannan, Vempala and Vetta 2004).
    """
    return joined(graph, communities, loosest)


def find_communities(bonds: pd.DataFrame, seed: int, memory: Memory | None = None) -> list[set[str]]:
    """Sets of node names, largest first (ties by name), from the graph of bonds between suspects."""
    if bonds.empty:
        return []
    memory, graph = Memory() if memory is None else memory, bond_graph(bonds)
    found = [part for whole in nx.connected_components(graph) for part in memory.part(graph, set(whole), seed)]
    return sorted(mended(graph, found), key=lambda members: (-len(members), min(members)))
