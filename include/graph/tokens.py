"""What nodes share (a device, a contact number, a handset, a batch of SIMs) and how much suspicion that carries over."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
DOUBT = 0.5


def unique_uses(node: pd.Series, token: pd.Series) -> pd.DataFrame:
    """Distinct (node, token) with tokens as numbers, sorted; rows without node or token are left out."""
    frame = pd.DataFrame({"node": node.to_numpy(), "token": token.to_numpy()})
    frame = frame[(frame["node"] >= 0) & frame["token"].notna()]
    frame = frame[frame["token"].astype(str) != ""].drop_duplicates()
    frame["code"] = pd.factorize(frame["token"], sort=True)[0]
    return frame.sort_values(["node", "code"], ignore_index=True)


def support(uses: pd.DataFrame, suspicion: Floats, crowd: int) -> Floats:
    """For each node the strongest token's share of suspicious others: sum of their suspicion / (their number + DOUBT).

    Tokens with more than `crowd` users (a shop's terminal, an office line) say nothing. O(uses).
    """
    size = len(suspicion)
    if uses.empty:
        return np.zeros(size)
    node, code = uses["node"].to_numpy(), uses["code"].to_numpy()
    users = np.bincount(code)
    total = np.bincount(code, weights=suspicion[node])
    others = users[code] - 1
    value = (total[code] - suspicion[node]) / (others + DOUBT)
    value = np.where((others > 0) & (users[code] <= crowd), np.maximum(value, 0.0), 0.0)
    best = np.zeros(size)
    np.maximum.at(best, node, value)
    return best


def token_citations(uses: pd.DataFrame, label: str) -> pd.DataFrame:
    """Citations (node, ref, rank) of shared tokens: the token itself is the evidence."""
    users = uses.groupby("code")["node"].transform("size")
    rows = uses[users > 1]
    return pd.DataFrame({"node": rows["node"], "ref": label + ":" + rows["token"].astype(str), "rank": 0})
