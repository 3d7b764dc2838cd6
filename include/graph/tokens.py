"""What nodes share (a device, a contact number, a handset, a batch of SIMs) and how much suspicion that carries over."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.graph.windows import distinct

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DOUBT = 0.75


def unique_uses(node: pd.Series, token: pd.Series) -> pd.DataFrame:
    """Distinct (node, token) with tokens as numbers, sorted; rows without node or token are left out."""
    code, texts = pd.factorize(token)
    kept = (node.to_numpy() >= 0) & (code >= 0)
    blank = np.append(np.asarray(texts == ""), False)
    kept &= ~blank[code]
    order = np.argsort(np.argsort(np.asarray(texts), kind="stable")) if len(texts) else np.zeros(0, dtype="int64")
    ranks = distinct(order[code[kept]])
    span = max(len(texts), 1)
    pair = distinct(node.to_numpy(dtype="int64")[kept] * span + order[code[kept]])
    rank = pair % span
    place = np.empty(span, dtype="int64")
    place[order] = np.arange(len(texts))
    return pd.DataFrame(
        {"node": pair // span, "token": np.asarray(texts)[place[rank]], "code": np.searchsorted(ranks, rank)}
    )


def support(uses: pd.DataFrame, suspicion: Floats, owner: Ints, crowd: int) -> Floats:
    """For each node the strongest token's share of suspicious others: sum of their suspicion / (their number + DOUBT).

    Others are other owners, each with its most suspect node: that one person's nodes share a token says nothing new.
    `owner` is a number per node. Tokens with more than `crowd` owners (a shop's terminal, an office line) say nothing.
    Only tokens of suspects are looked at.
    """
    best = np.zeros(len(suspicion))
    node, code = uses["node"].to_numpy(dtype="int64"), uses["code"].to_numpy(dtype="int64")
    is_heard = np.zeros(int(code.max(initial=-1)) + 1, dtype=bool)
    is_heard[code[suspicion[node] > 0]] = True
    heard = is_heard[code]
    node, code = node[heard], code[heard]
    if not len(node):
        return best
    order = np.lexsort((owner[node], code))
    node, code = node[order], code[order]
    starts = np.flatnonzero(np.append(True, (np.diff(code) != 0) | (np.diff(owner[node]) != 0)))
    mine = np.maximum.reduceat(suspicion[node], starts)
    count, total = np.bincount(code[starts]), np.bincount(code[starts], weights=mine)
    mine = np.repeat(mine, np.diff(np.append(starts, len(node))))
    others = count[code] - 1
    value = np.maximum(total[code] - mine, 0.0) / (others + DOUBT)
    np.maximum.at(best, node, np.where((others > 0) & (count[code] <= crowd), value, 0.0))
    return best


def owners(person: npt.NDArray[np.int64]) -> Ints:
    """The person of each node, or a number of its own where the person is unknown (-1)."""
    return np.where(person >= 0, person, -2 - np.arange(len(person)))


def token_citations(uses: pd.DataFrame, label: str) -> pd.DataFrame:
    """Citations (node, ref, rank) of shared tokens: the token itself is the evidence."""
    users = uses.groupby("code")["node"].transform("size")
    rows = uses[users > 1]
    return pd.DataFrame({"node": rows["node"], "ref": label + ":" + rows["token"].astype(str), "rank": 0})
