"""Seeing through hubs: money that enters a changer or a payment service and leaves it minutes later, a little less, to
somebody else.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.graph.windows import distinct

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PARTNERS = 6
WITHIN = 90 * 60
LOOK_BACK = 16
FEE = 0.06
SPAN = 1 << 36


def is_hub(debtor: Ints, creditor: Ints, size: int, partners: int = PARTNERS) -> Bools:
    """Accounts with at least so many different payers and as many different payees."""
    pairs = distinct(debtor * size + creditor)
    payees, payers = np.bincount(pairs // size, minlength=size), np.bincount(pairs % size, minlength=size)
    return np.asarray((payees >= partners) & (payers >= partners), dtype=bool)


def match_through(transfers: pd.DataFrame, through: Bools, within: int = WITHIN, fee: float = FEE) -> pd.DataFrame:
    """Pairs of rows (row_in, row_out) of one account that `through` holds for: out within `within` seconds of in, and 0 to
    `fee` (a share) less. Each row is used once, nearest first.

    `transfers` holds debtor, creditor, at (seconds, ascending), baht. O(LOOK_BACK x n).
    """
    debtor, creditor = transfers["debtor"].to_numpy(), transfers["creditor"].to_numpy()
    at, baht = transfers["at"].to_numpy(), transfers["baht"].to_numpy()
    rows_in, rows_out = np.flatnonzero(through[creditor]), np.flatnonzero(through[debtor])
    order = np.argsort(creditor[rows_in] * SPAN + at[rows_in], kind="stable")
    rows_in = rows_in[order]
    last = (
        np.searchsorted(creditor[rows_in] * SPAN + at[rows_in], debtor[rows_out] * SPAN + at[rows_out], side="right")
        - 1
    )
    found = []
    for back in range(LOOK_BACK):
        place = last - back
        kept = place >= 0
        came, went = rows_in[place[kept]], rows_out[kept]
        ratio = baht[went] / baht[came]
        fits = (
            (creditor[came] == debtor[went]) & (at[went] - at[came] <= within) & (ratio <= 1.0) & (ratio >= 1.0 - fee)
        )
        fits &= debtor[came] != creditor[went]
        found.append(pd.DataFrame({"row_in": came[fits], "row_out": went[fits], "gap": (at[went] - at[came])[fits]}))
    pairs = pd.concat(found, ignore_index=True).sort_values(["gap", "row_in", "row_out"], kind="stable")
    return pairs.drop_duplicates("row_out").drop_duplicates("row_in")[["row_in", "row_out"]].reset_index(drop=True)


def ends(transfers: pd.DataFrame, size: int) -> tuple[Ints, Ints]:
    """Per transfer who is behind it: the origin of a payment by a hub and the destination of a payment to one, else
    debtor and creditor.
    """
    debtor, creditor = transfers["debtor"].to_numpy(), transfers["creditor"].to_numpy()
    origin, destination = debtor.copy(), creditor.copy()
    pairs = match_through(transfers, is_hub(debtor, creditor, size))
    row_in, row_out = pairs["row_in"].to_numpy(), pairs["row_out"].to_numpy()
    origin[row_out], destination[row_in] = debtor[row_in], creditor[row_out]
    return origin, destination
