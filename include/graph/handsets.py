"""Whose handset it is: a number lives in one or hops between some, and may have been tried in others."""

import numpy as np
import pandas as pd

from include.graph.ground import Bools

ROWS = 1_000_000  # reports that are looked at at once


def handset_uses(reports: pd.DataFrame) -> pd.DataFrame:
    """Distinct (phone_id, imei) of telcos' reports; some at once, of which most say the same."""
    rows = reports[["phone_id", "imei"]]
    parts = [rows.iloc[start : start + ROWS].dropna().drop_duplicates() for start in range(0, len(rows), ROWS)]
    return pd.concat([rows.iloc[:0], *parts], ignore_index=True).drop_duplicates(ignore_index=True)


def are_own(reports: pd.DataFrame) -> Bools:
    """Which reports tell a handset of the number's own: it is seen there more than half as often as where it is seen most.

    A dealer tries every card that he sells in one handset, a repair shop puts its own card into everybody's, a guest borrows one for a
    call; a number that hops between the handsets of a SIM box is seen in all of them alike. `reports`: columns phone_id and imei, any
    order; those that were told before (is_own) are taken as they are.
    """
    if "is_own" in reports:
        return np.asarray(reports["is_own"], dtype=bool)
    own = np.array(reports["imei"].notna(), dtype=bool)
    uses = handset_uses(reports)["phone_id"]
    hops = reports["phone_id"].isin(uses[uses.duplicated()]).to_numpy(dtype=bool)
    some = reports.loc[own & hops, ["phone_id", "imei"]]
    seen = some.groupby(["phone_id", "imei"])["imei"].transform("size")
    own[own & hops] = (2 * seen > seen.groupby(some["phone_id"]).transform("max")).to_numpy(dtype=bool)
    return own
