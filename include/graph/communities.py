"""Gangs as communities of the graph of bonds: Louvain, then joining of parts that are mostly bound to each other."""

import networkx as nx
import numpy as np
import pandas as pd

RESOLUTION = 1.0
JOIN_AT = 0.15
PART_AT = 0.02
PAIR_CAP = 6.0


def bond_graph(bonds: pd.DataFrame) -> nx.Graph:
    """Undirected graph with one edge per pair of nodes; the weights of its bonds add up to at most PAIR_CAP, so no single habit rules."""
    low = np.where(bonds["source"] <= bonds["target"], bonds["source"], bonds["target"])
    high = np.where(bonds["source"] <= bonds["target"], bonds["target"], bonds["source"])
    pairs = pd.DataFrame({"source": low, "target": high, "weight": bonds["weight"].to_numpy(dtype="float64")})
    pairs = pairs.groupby(["source", "target"], sort=True)["weight"].sum().clip(upper=PAIR_CAP).reset_index()
    return nx.from_pandas_edgelist(pairs, "source", "target", "weight")


def between(graph: nx.Graph, part: dict[str, int]) -> dict[tuple[int, int], float]:
    """Total weight of the edges between each two communities (also within one), keys in order."""
    total: dict[tuple[int, int], float] = {}
    for source, target, weight in graph.edges(data="weight"):
        pair = (min(part[source], part[target]), max(part[source], part[target]))
        total[pair] = total.get(pair, 0.0) + weight
    return total


def shares_of(graph: nx.Graph, groups: dict[int, set[str]]) -> dict[tuple[int, int], float]:
    """For each ordered pair (a, b) of bound groups, the share of a's outward and inward strength that goes to b."""
    part = {node: number for number, members in groups.items() for node in members}
    weight = between(graph, part)
    strength = {number: 2 * weight.get((number, number), 0.0) for number in groups}
    for (a, b), w in weight.items():
        if a != b:
            strength[a] += w
            strength[b] += w
    directed = [(a, b, w) for (a, b), w in weight.items() if a != b]
    return {(a, b): w / strength[a] for a, b, w in directed} | {(b, a): w / strength[b] for a, b, w in directed}


def is_partial(members: set[str]) -> bool:
    """Only phones or only accounts: a gang needs both, so this is a part of one."""
    kinds = {name.split(":", 1)[0] for name in members}
    return not {"account", "phone"} <= kinds


def best_join(graph: nx.Graph, groups: dict[int, set[str]]) -> tuple[int, int] | None:
    """The group most bound to another, if bound enough: JOIN_AT, or for a part of a gang PART_AT and clearly its first choice."""
    shares = shares_of(graph, groups)
    offers = []
    for a in sorted(groups):
        ranked = sorted(((s, -b) for (x, b), s in shares.items() if x == a), reverse=True)
        if not ranked:
            continue
        first, second = ranked[0][0], ranked[1][0] if len(ranked) > 1 else 0.0
        if first >= JOIN_AT or (is_partial(groups[a]) and first >= PART_AT and first >= 2 * second):
            offers.append((first, -a, ranked[0][1]))
    return (-max(offers)[1], -max(offers)[2]) if offers else None


def joined(graph: nx.Graph, communities: list[set[str]]) -> list[set[str]]:
    """Join groups, the most bound first, until none is bound enough to another."""
    groups = {number: set(members) for number, members in enumerate(communities)}
    pair = best_join(graph, groups)
    while pair is not None:
        groups[pair[1]] |= groups.pop(pair[0])
        pair = best_join(graph, groups)
    return list(groups.values())


def find_communities(bonds: pd.DataFrame, seed: int) -> list[set[str]]:
    """Sets of node names, largest first (ties by name). Louvain (Blondel et al. 2008) from networkx on the small graph of suspects."""
    if bonds.empty:
        return []
    graph = bond_graph(bonds)
    communities = nx.community.louvain_communities(graph, weight="weight", resolution=RESOLUTION, seed=seed)
    ordered = sorted((set(c) for c in communities), key=lambda c: (-len(c), min(c)))
    return sorted(joined(graph, ordered), key=lambda c: (-len(c), min(c)))
