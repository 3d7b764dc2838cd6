"""Gangs as communities of the graph of bonds: Louvain, then joining of parts that are mostly bound to each other."""

import hashlib
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
import pandas as pd

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
    part = {node: number for number, members in groups.items() for node in members}
    edges = pd.DataFrame(
        [(part[u], part[v], w) for u, v, w in graph.edges(data="weight") if u in part and v in part],
        columns=["a", "b", "weight"],
    )
    both = pd.concat([edges, edges.rename(columns={"a": "b", "b": "a"})])
    strength = both.groupby("a")["weight"].sum()
    pairs = both[both["a"] != both["b"]].groupby(["a", "b"], sort=True)["weight"].sum().reset_index()
    return pairs[["a", "b"]].assign(share=pairs["weight"] / pairs["a"].map(strength))


def is_partial(members: set[str]) -> bool:
    """Only phones or only accounts: a gang needs both, so this is a part of one."""
    kinds = {name.split(":", 1)[0] for name in members}
    return not {"account", "phone"} <= kinds


def best_join(graph: nx.Graph, groups: dict[int, set[str]]) -> tuple[int, int] | None:
    """The group most bound to another, if bound enough: JOIN_AT, or CLEAR_AT (for a part of a gang PART_AT) and clearly its
    first choice.
    """
    pairs = ties_of(graph, groups).sort_values(["a", "share", "b"], ascending=[True, False, True])
    second = pairs.groupby("a")["share"].shift(-1).fillna(0.0)
    first = pairs.assign(second=second).drop_duplicates("a")
    partial = {number for number, members in groups.items() if is_partial(members)}
    enough = np.where(first["a"].isin(partial), PART_AT, CLEAR_AT)
    is_clear = (first["share"] >= enough) & (first["share"] >= CLEARLY * first["second"])
    first = first[(first["share"] >= JOIN_AT) | is_clear].sort_values(["share", "a"], ascending=[False, True])
    return None if first.empty else (int(first["a"].iloc[0]), int(first["b"].iloc[0]))


def joined(graph: nx.Graph, communities: list[set[str]]) -> list[set[str]]:
    """Join groups, the most bound first, until none is bound enough to another."""
    groups = {number: set(members) for number, members in enumerate(communities)}
    pair = best_join(graph, groups)
    while pair is not None:
        groups[pair[1]] |= groups.pop(pair[0])
        pair = best_join(graph, groups)
    return list(groups.values())


def best_louvain(graph: nx.Graph, seed: int) -> list[set[str]]:
    """Louvain (Blondel et al. 2008), the best of TRIES by modularity, since one run depends on its order."""
    tries = [nx.community.louvain_communities(graph, seed=seed + number) for number in range(TRIES)]
    # Rounded: the sum runs over sets of text, whose order, and so the last digits, differ from process to process.
    found = max(tries, key=lambda communities: round(nx.community.modularity(graph, communities), 9))
    return sorted((set(members) for members in found), key=lambda members: (-len(members), min(members)))


def parted(graph: nx.Graph, members: set[str], seed: int) -> list[set[str]]:
    """Split a group until Louvain finds no loosely bound parts in it.

    Modularity alone lumps small communities once the graph is large (Fortunato and Barthelemy 2007); within a group it
    does not.
    """
    inside = nx.Graph()  # not a view, whose order is that of a set of text: another in each process
    inside.add_nodes_from(sorted(members))
    inside.add_edges_from((a, b, bond) for a, b, bond in graph.edges(sorted(members), data=True) if b in members)
    groups = joined(inside, best_louvain(inside, seed))
    if len(groups) == 1:
        return groups
    return [part for group in groups for part in parted(graph, group, seed)]


@dataclass
class Memory:
    """What a component of bonds was parted into before, by its digest: the same bonds and seed are parted the same way again.

    `known` is what is remembered, `used` what a run asked for and so is worth remembering.
    """

    known: dict[str, list[list[str]]] = field(default_factory=dict)
    used: dict[str, list[list[str]]] = field(default_factory=dict)

    def part(self, graph: nx.Graph, members: set[str], seed: int) -> list[set[str]]:
        """Part a component, or recall how it was parted."""
        name = digest(graph, members, seed)
        if name not in self.used:
            found = self.known.get(name)
            parts = parted(graph, members, seed) if found is None else found
            self.used[name] = [sorted(part) for part in parts]
        return [set(part) for part in self.used[name]]


def digest(graph: nx.Graph, members: set[str], seed: int) -> str:
    """A name of a component: 32 hex digits of its bonds with their weights to the last bit, of the seed, and of the rules here."""
    bonds = sorted((min(a, b), max(a, b), weight) for a, b, weight in graph.edges(sorted(members), data="weight"))
    content = (TRIES, JOIN_AT, CLEAR_AT, PART_AT, CLEARLY, seed, bonds)
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


def loosest(graph: nx.Graph, groups: dict[int, set[str]]) -> tuple[int, int] | None:
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
    groups = {number: set(members) for number, members in enumerate(communities)}
    pair = loosest(graph, groups)
    while pair is not None:
        groups[pair[1]] |= groups.pop(pair[0])
        pair = loosest(graph, groups)
    return list(groups.values())


def find_communities(bonds: pd.DataFrame, seed: int, memory: Memory | None = None) -> list[set[str]]:
    """Sets of node names, largest first (ties by name), from the graph of bonds between suspects."""
    if bonds.empty:
        return []
    memory, graph = Memory() if memory is None else memory, bond_graph(bonds)
    found = [part for whole in nx.connected_components(graph) for part in memory.part(graph, set(whole), seed)]
    return sorted(mended(graph, found), key=lambda members: (-len(members), min(members)))
