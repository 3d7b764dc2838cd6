"""The certain part: records with the same document are one person, unless their names clearly contradict."""

import numpy as np
import pandas as pd
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from include.resolve.records import first_in_group, romanise

# Of random pairs of Thai persons, 99 in 100 have no word more alike than .74; a person who marries or changes a given name
# keeps one of two words.
ALIKE = 0.7
SAME_GIVEN = 0.85
MOST_NAMES = 50  # an id under more names than these is nobody's: then only equal names join


def link_same_id(records: pd.DataFrame) -> pd.DataFrame:
    """Return links (left_key, right_key) between records of one document, as stars around the first record.

    `records` as `add_features` returns them. Where names under one id contradict, each group of names has its own star.
    """
    known = records[records["id_key"].notna()].sort_values("record_key")
    nodes = known[["id_key", "name_key", "thai", "latin"]].drop_duplicates()
    nodes = nodes.reset_index(drop=True).assign(node=lambda frame: np.arange(len(frame)))
    several = nodes[nodes.groupby("id_key")["node"].transform("size").between(2, MOST_NAMES)]
    pairs = several.merge(several, on="id_key", suffixes=("_l", "_r"))
    pairs = pairs[pairs["node_l"] < pairs["node_r"]].reset_index(drop=True)
    agreeing = pairs[~contradict(pairs)]
    nodes["star"] = _components(len(nodes), agreeing["node_l"].to_numpy(), agreeing["node_r"].to_numpy())
    placed = known[["record_key", "id_key", "name_key", "thai", "latin"]].merge(
        nodes, on=["id_key", "name_key", "thai", "latin"]
    )
    first = first_in_group(placed["record_key"], placed["star"])
    links = pd.DataFrame({"left_key": first, "right_key": placed["record_key"]})
    return links[links["left_key"] != links["right_key"]].sort_values("right_key", ignore_index=True)


def contradict(pairs: pd.DataFrame) -> np.ndarray:
    """Tell which pairs (thai_l, latin_l, thai_r, latin_r) bear names of which no word is alike, in either script.

    A missing name contradicts nothing. Where one side has Thai only and the other Latin only, the Thai is romanised.
    """
    thai = pairs["thai_l"].notna() & pairs["thai_r"].notna()
    latin = pairs["latin_l"].notna() & pairs["latin_r"].notna()
    across = ~thai & ~latin & (pairs["thai_l"].notna() | pairs["latin_l"].notna())
    across &= pairs["thai_r"].notna() | pairs["latin_r"].notna()
    alike = np.zeros(len(pairs))
    for chosen, left, right in (
        (thai, pairs["thai_l"], pairs["thai_r"]),
        (latin, pairs["latin_l"], pairs["latin_r"]),
        (across, *(_in_latin(pairs, side, across) for side in "lr")),
    ):
        spot = chosen.to_numpy()
        alike[spot] = np.maximum(alike[spot], best_word(left[chosen], right[chosen]))
    return np.asarray((thai | latin | across).to_numpy() & (alike < ALIKE))


def differ_in_given_name(pairs: pd.DataFrame) -> np.ndarray:
    """Tell which pairs bear given names that are not alike, in a script that both have and in either typing order.

    Columns given, family, latin_given, latin_family with suffixes _l and _r. Relatives share the family name only.
    """
    differ = np.zeros(len(pairs), dtype=bool)
    for given, family in (("given", "family"), ("latin_given", "latin_family")):
        chosen = (pairs[f"{given}_l"].notna() & pairs[f"{given}_r"].notna()).to_numpy()
        words = [(f"{given}_l", f"{given}_r"), (f"{given}_l", f"{family}_r"), (f"{family}_l", f"{given}_r")]
        sides = [[pairs.loc[chosen, name].fillna("").tolist() for name in ends] for ends in words]
        scores = [cpdist(*side, scorer=JaroWinkler.normalized_similarity) for side in sides]
        differ[chosen] |= np.max(scores, axis=0) < SAME_GIVEN if chosen.any() else False
    return differ


def best_word(left: pd.Series, right: pd.Series) -> np.ndarray:
    """Return the Jaro-Winkler likeness (0 to 1) of the two most alike words of each pair of names."""
    if left.empty:
        return np.zeros(0)
    sides = [(side.str.split(" ").str[0].fillna(""), side.str.split(" ").str[-1].fillna("")) for side in (left, right)]
    scores = [
        cpdist(one.tolist(), other.tolist(), scorer=JaroWinkler.normalized_similarity)
        for one in sides[0]
        for other in sides[1]
    ]
    return np.asarray(np.max(scores, axis=0))


def _in_latin(pairs: pd.DataFrame, side: str, chosen: pd.Series) -> pd.Series:
    thai = pairs[f"thai_{side}"].where(chosen)
    return pairs[f"latin_{side}"].where(pairs[f"latin_{side}"].notna(), romanise(thai))


def _components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])
