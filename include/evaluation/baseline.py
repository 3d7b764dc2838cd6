"""What one would do without a network of evidence: the named, two hops within a day, shared devices; pure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

DAY = pd.Timedelta(days=1)
HOP_SCORES = (0.6, 0.4)
SHARED_SCORE = 0.3
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Guess:
    """`accounts` and `phones`: key, score, is_flagged; `members`: gang_id, key; as the mart's views are read."""

    accounts: pd.DataFrame
    phones: pd.DataFrame
    members: pd.DataFrame


def guess_baseline(evidence: Frames) -> Guess:
    """Guess from the frames of `sql/core`: accounts, phones, transfers, complaint_transfers, mentions, call_parties.

    Suspect are: accounts that complaints and tips name (score 1), whom they pay within a day (0.6), whom those pay within
    another (0.4), and what shares a device or a contact number with a suspect (0.3). Gangs are the connected components of these ties.
    """
    named = _list_named(evidence)
    hops = _follow(named, evidence["transfers"])
    paid = pd.concat([named.assign(score=1.0), *hops])
    accounts = _share(paid, _list_tokens(evidence["accounts"]))
    told = evidence["mentions"].query("kind == 'phone' and phone_id >= 0")
    phones = _share(
        told.rename(columns={"phone_id": "id"}).assign(score=1.0),
        evidence["call_parties"].rename(columns={"phone_id": "id", "imei": "token"}),
    )
    ties = [*(hop[["from", "to"]] for hop in hops), _tie_reports(named, told), accounts[1], phones[1]]
    account_keys = evidence["accounts"].set_index("account_id")[["bank_code", "account_no"]].agg(":".join, axis=1)
    phone_keys = evidence["phones"].set_index("phone_id")["msisdn"]
    keys = pd.concat([_name_nodes(account_keys, "account"), _name_nodes(phone_keys, "phone")])
    return Guess(
        _flag(accounts[0], account_keys), _flag(phones[0], phone_keys), _group(pd.concat(ties, ignore_index=True), keys)
    )


def _list_named(evidence: Frames) -> pd.DataFrame:
    """Return id, at, report of every account that a report names; `node` is its name among the ties."""
    paid = evidence["complaint_transfers"].rename(
        columns={"account_id": "id", "paid_at": "at", "complaint_id": "report"}
    )
    told = evidence["mentions"].query("kind == 'account' and account_id >= 0")
    told = told.rename(columns={"account_id": "id", "mentioned_at": "at", "source_id": "report"})
    columns = ["id", "at", "report"]
    named = pd.concat([paid[columns], told[columns]], ignore_index=True)
    return named.assign(at=pd.to_datetime(named["at"], utc=True), node=_node("account", named["id"]))


def _follow(named: pd.DataFrame, transfers: pd.DataFrame) -> list[pd.DataFrame]:
    """Return id, at, score, from, to of each hop: who was paid within a day after the last one was."""
    sent = transfers[["debtor_id", "creditor_id", "booked_at"]].copy()
    sent["booked_at"] = pd.to_datetime(sent["booked_at"], utc=True)
    front, hops = named[["id", "at"]], []
    for score in HOP_SCORES:
        met = front.merge(sent, left_on="id", right_on="debtor_id")
        soon = met[(met["booked_at"] >= met["at"]) & (met["booked_at"] <= met["at"] + DAY)]
        hop = soon.drop_duplicates(["debtor_id", "creditor_id", "booked_at"])
        front = pd.DataFrame({"id": hop["creditor_id"], "at": hop["booked_at"]})
        tie = {"from": _node("account", hop["debtor_id"]), "to": _node("account", hop["creditor_id"])}
        hops.append(front.assign(score=score, **tie))
    return hops


def _list_tokens(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return id, token, account_no: the device and the contact number of each account."""
    kept = [
        accounts.rename(columns={"account_id": "id", column: "token"})[["id", "token", "account_no"]]
        for column in ("device_id", "phone")
        if column in accounts
    ]
    return pd.concat(kept, ignore_index=True)


def _share(suspects: pd.DataFrame, owners: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (id, score) of suspects and of all who share a token with one, and the ties (from, to) between them."""
    scores = suspects.groupby("id")["score"].max()
    kind = "account" if "account_no" in owners else "phone"
    held = owners[owners["token"].notna() & (owners["token"] != "")][["id", "token"]].drop_duplicates()
    tokens = held.loc[held["id"].isin(scores.index), "token"].unique()
    shared = held[held["token"].isin(tokens)]
    others = pd.Series(SHARED_SCORE, index=shared["id"].unique())
    together = pd.concat([scores, others]).groupby(level=0).max()
    ties = pd.DataFrame({"from": _node(kind, shared["id"]), "to": "token:" + shared["token"]})
    return together.rename_axis("id").rename("score").reset_index(), ties


def _tie_reports(named: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    phones = pd.DataFrame({"report": told["source_id"], "node": _node("phone", told["phone_id"])})
    both = pd.concat([named[["report", "node"]], phones], ignore_index=True)
    return pd.DataFrame({"from": both["node"], "to": "report:" + both["report"].astype(str)})


def _flag(scores: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"key": keys.reindex(scores["id"]).to_numpy(), "score": scores["score"], "is_flagged": True})


def _group(ties: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """Return gang_id, key: the connected components of the ties, as far as their nodes have keys."""
    codes, nodes = pd.factorize(pd.concat([ties["from"], ties["to"]]))
    start, stop = codes[: len(ties)], codes[len(ties) :]
    graph = coo_array((np.ones(len(ties)), (start, stop)), shape=(len(nodes), len(nodes)))
    _, groups = connected_components(graph, directed=False)
    members = pd.DataFrame({"gang_id": groups, "key": keys.reindex(nodes).to_numpy()}).dropna(subset=["key"])
    return members.assign(gang_id="B" + members["gang_id"].astype(str)).reset_index(drop=True)


def _node(kind: str, ids: pd.Series) -> pd.Series:
    return kind + ":" + ids.astype("int64").astype(str)


def _name_nodes(keys: pd.Series, kind: str) -> pd.Series:
    return keys.set_axis(_node(kind, keys.index.to_series()))
