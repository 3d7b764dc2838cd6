"""From links to persons: the strongest links first, none that would bring together what must stay apart.

Single linkage in the order of Kruskal (1956) with cannot-link constraints: where a chain would join two ids, two parted
records or two different names, it breaks at its weakest link. The result does not depend on the order of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from include.resolve.decisions import Decisions, join_confirmed
from include.resolve.records import first_in_group
from include.resolve.same_id import differ_in_given_name

RANK = {"confirmed": 0, "same_id": 1, "similar": 2}
CLEARLY = 6.0  # bits: a record that might be one of two persons is given to neither, unless one is that much likelier


@dataclass
class Group:
    """Records joined so far, and what limits whom they may be joined with."""

    members: list[int]
    ids: set[str] = field(default_factory=set)
    parted: set[int] = field(default_factory=set)  # records that none of the members may meet
    names: set[int] = field(default_factory=set)


def cluster(records: pd.DataFrame, links: pd.DataFrame, decisions: Decisions) -> pd.Series:
    """Return the first record_key of the person of each record; index and order as `records`.

    `records`: record_key, id_key, hard_id, thai, latin. `links`: left_key, right_key, rule (same_id, similar, confirmed),
    match_weight in bits. A parted pair never shares a person; two different ids that one person has once share one
    only if confirmed.
    """
    keys = pd.Index(records["record_key"])
    kept = links[links["left_key"].isin(keys) & links["right_key"].isin(keys)]
    kept = drop_ambiguous(records, kept, decisions)
    left, right = keys.get_indexer(kept["left_key"]), keys.get_indexer(kept["right_key"])
    component = _components(len(keys), left, right)
    classes = id_classes(records, decisions)
    doubtful = _doubtful(component, classes, records, decisions, keys)
    label = component.copy()
    spot = doubtful[component]
    chosen = spot[left] if len(left) else np.zeros(0, dtype=bool)
    inside = np.flatnonzero(spot)
    label[inside] = len(keys) + inside
    ordered = _order(kept[chosen], left[chosen], right[chosen])
    for members in _grow(inside, ordered, classes, _apart(keys, decisions), Names(records)):
        label[members] = len(keys) + min(members)
    return first_in_group(records["record_key"], label)


def drop_ambiguous(records: pd.DataFrame, links: pd.DataFrame, decisions: Decisions) -> pd.DataFrame:
    """Leave out similarities of a record without an id to records of two ids, unless one is clearly likelier."""
    ids = dict(zip(records["record_key"], id_classes(records, decisions), strict=True))
    similar = links[links["rule"] == "similar"]
    bits = similar["match_weight"].astype("float64")
    sides = pd.concat(
        pd.DataFrame({"key": similar[one], "id": similar[other].map(ids), "weight": bits, "link": similar.index})
        for one, other in (("left_key", "right_key"), ("right_key", "left_key"))
    )
    sides = sides[sides["key"].map(ids).isna() & sides["id"].notna()]
    best = sides.groupby(["key", "id"])["weight"].max().rename("best").reset_index()
    best = best.sort_values(["key", "best", "id"], ascending=[True, False, True])
    rank = best.groupby("key").cumcount()
    top, second = best[rank == 0].set_index("key"), best[rank == 1].set_index("key")["best"]
    rivals = sides[sides["key"].isin(second.index)]
    lead = rivals["key"].map(top["best"]).astype("float64") - rivals["key"].map(second).astype("float64")
    unclear, loser = lead < CLEARLY, rivals["id"] != rivals["key"].map(top["id"])
    dropped = rivals.loc[unclear | loser, "link"]
    return pd.DataFrame(links[~links.index.isin(dropped)])


def id_classes(records: pd.DataFrame, decisions: Decisions) -> np.ndarray:
    """Return the id of each record that one person has once, None elsewhere; ids confirmed to be one person's are one."""
    group = join_confirmed(decisions.confirmed)
    with_id = records[records["hard_id"].notna()]
    confirmed = with_id[with_id["record_key"].isin(group)]
    pairs = confirmed.groupby(confirmed["record_key"].map(group))["hard_id"].agg(["min", list])
    same = join_confirmed(tuple((first, other) for first, ids in pairs.itertuples(index=False) for other in ids))
    return np.array([None if pd.isna(value) else same.get(value, value) for value in records["hard_id"]], dtype=object)


class Names:
    """Tells whether two records' given names differ; each pair of names is judged once."""

    def __init__(self, records: pd.DataFrame) -> None:
        self.table = records[["given", "family", "latin_given", "latin_family"]].reset_index(drop=True)
        text = self.table.astype("str").fillna("")
        whole = text["given"] + "|" + text["family"] + "|" + text["latin_given"] + "|" + text["latin_family"]
        self.code = np.asarray(pd.factorize(whole)[0])
        self.known: dict[tuple[int, int], bool] = {}

    def agree(self, left: Iterable[int], right: Iterable[int]) -> bool:
        """Tell whether no given name of the records on the left differs from one on the right."""
        return not any(self._differ(one, other) for one in left for other in right)

    def _differ(self, one: int, other: int) -> bool:
        pair = (min(self.code[one], self.code[other]), max(self.code[one], self.code[other]))
        if pair not in self.known:
            sides = [self.table.iloc[[row]].reset_index(drop=True) for row in (one, other)]
            frame = pd.concat([sides[0].add_suffix("_l"), sides[1].add_suffix("_r")], axis=1)
            self.known[pair] = pair[0] != pair[1] and bool(differ_in_given_name(frame)[0])
        return self.known[pair]


def _doubtful(
    component: np.ndarray, classes: np.ndarray, records: pd.DataFrame, decisions: Decisions, keys: pd.Index
) -> np.ndarray:
    """Tell per component whether a limit may be at stake in it: several ids, names or companies' kinds, or a parted pair."""
    frame = pd.DataFrame(
        {
            "component": component,
            "id": classes,
            "name": records["thai"].to_numpy(),
            "latin": records["latin"].to_numpy(),
        }
    )
    counts = frame.groupby("component").nunique()
    doubtful = np.zeros(int(component.max()) + 1 if len(component) else 0, dtype=bool)
    doubtful[counts.index[(counts["id"] > 1) | (counts["name"] > 1) | (counts["latin"] > 1)]] = True
    for one, others in _apart(keys, decisions).items():
        doubtful[[component[one], *(component[other] for other in others)]] = True
    return doubtful


def _apart(keys: pd.Index, decisions: Decisions) -> dict[int, set[int]]:
    apart: dict[int, set[int]] = {}
    for left, right in decisions.parted:
        if left in keys and right in keys:
            one, other = (int(place) for place in keys.get_indexer(pd.Index([left, right])))
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
    return apart


def _order(links: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> list[tuple[int, int, str]]:
    table = links.assign(one=left, other=right, rank=links["rule"].map(RANK), bits=-links["match_weight"].fillna(0.0))
    table = table.sort_values(["rank", "bits", "left_key", "right_key"])
    return list(zip(table["one"].tolist(), table["other"].tolist(), table["rule"].tolist(), strict=True))


def _grow(
    inside: np.ndarray, links: list[tuple[int, int, str]], classes: np.ndarray, apart: dict[int, set[int]], names: Names
) -> Iterable[list[int]]:
    groups = {
        int(row): Group([int(row)], {classes[row]} - {None}, set(apart.get(int(row), ())), {int(row)}) for row in inside
    }
    for one, other, rule in links:
        first, second = groups[one], groups[other]
        if first is second or not _may_join(first, second, rule, names):
            continue
        if len(first.members) < len(second.members):
            first, second = second, first
        first.members += second.members
        first.ids |= second.ids
        first.parted |= second.parted
        first.names |= {
            row for row in second.names if names.code[row] not in {names.code[seen] for seen in first.names}
        }
        for row in second.members:
            groups[row] = first
    return [group.members for group in {id(group): group for group in groups.values()}.values()]


def _may_join(first: Group, second: Group, rule: str, names: Names) -> bool:
    if first.parted.intersection(second.members):
        return False
    if rule == "confirmed":
        return True
    if len(first.ids | second.ids) > 1 and first.ids != second.ids:
        return False
    return rule == "same_id" or names.agree(first.names, second.names)


def _components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])
