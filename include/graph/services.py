"""Wallets, exchanges and changers: who serves one gang is its tool, who serves several is a service and no suspect."""

import numpy as np
import pandas as pd

from include.graph.ground import EXCHANGE, Bools, Ground
from include.graph.hubs import is_hub

WALLET = "95"
OWN = 0.8


def may_serve(ground: Ground) -> Bools:
    """Accounts at exchanges and wallets, and busy accounts of companies or of holders unknown."""
    rows = ground.transfers
    code = ground.accounts["bank_code"].astype(str)
    busy = is_hub(rows["debtor"].to_numpy(), rows["creditor"].to_numpy(), ground.account_count)
    nobody = (~ground.accounts["is_known"] | ground.accounts["is_company"]).to_numpy()
    return np.asarray((code == EXCHANGE) | code.str.startswith(WALLET) | (busy & nobody), dtype=bool)


def patrons(ground: Ground, candidates: Bools, gang: pd.Series) -> pd.DataFrame:
    """Money between candidates and each gang: columns account, gang_id, share (of all that candidates moved with
    gangs), largest first.

    `gang` holds the gang of each account by position, None for the others and for the candidates.
    """
    rows = ground.transfers
    debtor, creditor = rows["debtor"].to_numpy(), rows["creditor"].to_numpy()
    sides = [
        pd.DataFrame({"account": mine, "gang_id": gang.to_numpy()[theirs], "baht": rows["baht"]})[candidates[mine]]
        for mine, theirs in ((debtor, creditor), (creditor, debtor))
    ]
    moved = pd.concat(sides).dropna(subset=["gang_id"]).groupby(["account", "gang_id"])["baht"].sum().reset_index()
    moved["share"] = moved["baht"] / moved.groupby("account")["baht"].transform("sum")
    ordered = moved.sort_values(["account", "share", "gang_id"], ascending=[True, False, True], ignore_index=True)
    columns: pd.DataFrame = ordered[["account", "gang_id", "share"]]
    return columns


def of_one_gang(patron: pd.DataFrame) -> pd.Series:
    """Gang by account position, for candidates that move at least OWN of the gangs' money they touch with one gang."""
    first = patron.drop_duplicates("account")
    return first[first["share"] >= OWN].set_index("account")["gang_id"]


def serves_several(ground: Ground, patron: pd.DataFrame) -> Bools:
    """Candidates that no single gang has for its own."""
    found = np.zeros(ground.account_count, dtype=bool)
    first = patron.drop_duplicates("account")
    found[first.loc[first["share"] < OWN, "account"].to_numpy(dtype="int64")] = True
    return found
