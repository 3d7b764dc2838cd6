"""What nodes share (a device, a contact number, a handset, a batch of SIMs) and how much suspicion that carries over."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DOUBT = 0.75


def unique_uses(node: pd.Series, token: pd.Series) -> pd.DataFrame:
    """Distinct (node, token) with tokens as numbers, sorted; rows without node or token are left out."""
    frame = pd.DataFrame({"node": node.to_numpy(), "token": token.to_numpy()})
    frame = frame[(frame["node"] >= 0) & frame["token"].notna()]
    frame = frame[frame["token"].astype(str) != ""].drop_duplicates()
    frame["code"] = pd.factorize(frame["token"], sort=True)[0]
    return frame.sort_values(["node", "code"], ignore_index=True)


def support(uses: pd.DataFrame, suspicion: Floats, owner: Ints, crowd: int) -> Floats:
    """For each node the strongest token's share of suspicious others: sum of their suspicion / (their number + DOUBT).

    Others are other owners, each with its most suspect node: that one person's nodes share a token says nothing new.
    `owner` is a number per node. Tokens with more than `crowd` owners (a shop's terminal, an office line) say nothing.
    O(uses log uses).
    """
    size = len(suspicion)
    best = np.zeros(size)
    if uses.empty:
        return best
    node, code = uses["node"].to_numpy(), uses["code"].to_numpy()
    rows = pd.DataFrame({"code": code, "owner": owner[node], "belief": suspicion[node]})
    by_owner = rows.groupby(["code", "owner"], sort=True)["belief"].max().reset_index()
    count, total = np.bincount(by_owner["code"]), np.bincount(by_owner["code"], weights=by_owner["belief"])
    mine = rows.merge(by_owner, on=["code", "owner"], suffixes=("", "_mine"), how="left")["belief_mine"].to_numpy()
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
