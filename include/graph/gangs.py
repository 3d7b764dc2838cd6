"""Gangs as tables: ids from their content, counts, losses, confidence."""

import hashlib

import numpy as np
import pandas as pd

from include.core.frames import GANG
from include.graph.ground import Ground

DOUBT = 0.5
CREW = 3


def named_by_anchor(name: str) -> str:
    """`G-` and ten hex digits of the anchor: the id of a gang without a history; `lineage.assign_ids` keeps it from run to run."""
    return "G-" + hashlib.sha256(name.encode()).hexdigest()[:10]


def membership(communities: list[set[str]], suspects: pd.DataFrame) -> pd.Series:
    """Gang id per node name, shared things included. A gang needs two suspects, at least one of them an account, or CREW phones:
    callers whose accounts are not known yet.

    Its anchor is the member account that moved first, ties by key; a phone where there is no account.
    """
    number = {name: place for place, members in enumerate(communities) for name in members}
    known = suspects.assign(
        group=suspects["name"].map(number),
        is_phone=suspects["node_type"] != "account",
        is_silent=suspects["first_at"] < 0,
    ).dropna(subset=["group"])
    ranked = known.sort_values(["group", "is_phone", "is_silent", "first_at", "name"])
    first = ranked.drop_duplicates("group").assign(count=ranked.groupby("group").size().to_numpy())
    anchors = first[first["count"] >= np.where(first["is_phone"], CREW, 2)]
    gang: dict[str, str] = {}
    for place, name in zip(anchors["group"].tolist(), anchors["name"].tolist(), strict=True):
        gang |= dict.fromkeys(sorted(communities[int(place)]), named_by_anchor(name))
    return pd.Series(gang, dtype="object")


def complaint_gangs(ground: Ground, account_gang: pd.Series, phone_gang: pd.Series) -> pd.DataFrame:
    """The gang of each complaint: of the account most surely paid, else of the phone named.

    Columns complaint_id, gang_id, loss_satang, at.
    """
    paid = ground.payments.assign(gang_id=account_gang.to_numpy()[ground.payments["account"].to_numpy()])
    named = ground.mentions[(ground.mentions["source"] == "complaint") & (ground.mentions["phone"] >= 0)]
    named = named.assign(
        gang_id=phone_gang.to_numpy()[named["phone"].to_numpy()], complaint_id=named["source_id"], certainty=0.3
    )
    both = pd.concat([paid[["complaint_id", "gang_id", "certainty"]], named[["complaint_id", "gang_id", "certainty"]]])
    weight = both.dropna(subset=["gang_id"]).groupby(["complaint_id", "gang_id"])["certainty"].sum().reset_index()
    best = weight.sort_values(["certainty", "gang_id"], ascending=[False, True]).drop_duplicates("complaint_id")
    loss = ground.complaints[["complaint_id", "loss_satang"]]
    return (
        best[["complaint_id", "gang_id"]].merge(loss, on="complaint_id").sort_values("complaint_id", ignore_index=True)
    )


def confidence(nodes: pd.DataFrame, bound: pd.DataFrame) -> pd.Series:
    """Per gang the share of its suspects that can be expected to be guilty and of this very gang.

    A suspect counts with its score times the share of its bonds that stay in the gang, DOUBT added to all of them: who is
    bound by next to nothing may belong anywhere. `nodes`: name, gang_id, score; `bound`: as from `overlaps.attachment`.
    """
    total = bound.groupby("name")["strength"].sum()
    own = nodes.merge(bound[["name", "gang_id", "strength"]], on=["name", "gang_id"], how="left")
    inside, all_bonds = own["strength"].astype("float64"), own["name"].map(total).astype("float64")
    belongs = inside.fillna(0.0) / (all_bonds.fillna(0.0) + DOUBT)
    mean: pd.Series = (own["score"] * belongs).groupby(own["gang_id"]).mean()
    return mean.clip(0.0, 1.0)


def gang_table(nodes: pd.DataFrame, bound: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """GANG rows: counts of main members, losses of its complaints, first and last trace, confidence."""
    seen = nodes[nodes["first_at"] >= 0].groupby("gang_id")
    table = pd.DataFrame(
        {
            "account_count": (nodes["node_type"] == "account").groupby(nodes["gang_id"]).sum(),
            "phone_count": (nodes["node_type"] == "phone").groupby(nodes["gang_id"]).sum(),
            "first_seen": pd.to_datetime(seen["first_at"].min(), unit="s", utc=True),
            "last_seen": pd.to_datetime(seen["last_at"].max(), unit="s", utc=True),
            "confidence": confidence(nodes, bound),
        }
    )
    told = complaints.groupby("gang_id").agg(
        complaint_count=("complaint_id", "size"), loss_satang=("loss_satang", "sum")
    )
    table = table.join(told).fillna({"complaint_count": 0, "loss_satang": 0})
    table = table.astype({"complaint_count": "int64", "loss_satang": "int64"}).reset_index()
    return table[list(GANG)].sort_values("gang_id", ignore_index=True)
