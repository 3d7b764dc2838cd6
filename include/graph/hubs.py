"""Seeing through hubs: money that enters a changer or a payment service and leaves it minutes later, a little less, to
somebody else.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PARTNERS = 6
WITHIN = 90 * 60
LOOK_BACK = 16
FEE = 0.06
SPAN = 1 << 36


def is_hub(debtor: Ints, creditor: Ints, size: int) -> Bools:
    """Accounts with at least PARTNERS different payers and PARTNERS different payees."""
    pairs = np.unique(np.stack([debtor, creditor]), axis=1)
    payees, payers = np.bincount(pairs[0], minlength=size), np.bincount(pairs[1], minlength=size)
    return np.asarray((payees >= PARTNERS) & (payers >= PARTNERS), dtype=bool)


def match_through(transfers: pd.DataFrame, size: int) -> pd.DataFrame:
    """Pairs of rows (row_in, row_out) of one hub: out within WITHIN seconds of in, and 0 to FEE less. Each row is used
    once, nearest first.

    `transfers` holds debtor, creditor, at (seconds, ascending), baht. O(LOOK_BACK x n).
    """
    debtor, creditor = transfers["debtor"].to_numpy(), transfers["creditor"].to_numpy()
    at, baht = transfers["at"].to_numpy(), transfers["baht"].to_numpy()
    hub = is_hub(debtor, creditor, size)
    rows_in, rows_out = np.flatnonzero(hub[creditor]), np.flatnonzero(hub[debtor])
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
            (creditor[came] == debtor[went]) & (at[went] - at[came] <= WITHIN) & (ratio <= 1.0) & (ratio >= 1.0 - FEE)
        )
        fits &= debtor[came] != creditor[went]
        found.append(pd.DataFrame({"row_in": came[fits], "row_out": went[fits], "gap": (at[went] - at[came])[fits]}))
    pairs = pd.concat(found, ignore_index=True).sort_values(["gap", "row_in", "row_out"], kind="stable")
    return pairs.drop_duplicates("row_out").drop_duplicates("row_in")[["row_in", "row_out"]].reset_index(drop=True)


def ends(transfers: pd.DataFrame, size: int) -> tuple[Ints, Ints]:
    """Per transfer who is behind it: the origin of a payment by a hub and the destination of a payment to one, else
    debtor and creditor.
    """
    origin, destination = transfers["debtor"].to_numpy().copy(), transfers["creditor"].to_numpy().copy()
    pairs = match_through(transfers, size)
    row_in, row_out = pairs["row_in"].to_numpy(), pairs["row_out"].to_numpy()
    origin[row_out] = transfers["debtor"].to_numpy()[row_in]
    destination[row_in] = transfers["creditor"].to_numpy()[row_out]
    return origin, destination
