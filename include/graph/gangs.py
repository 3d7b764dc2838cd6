"""Gangs as tables: stable ids, counts, losses, members and the records that tie each of them."""

import hashlib

import numpy as np
import pandas as pd

from include.core.frames import GANG, GANG_MEMBER
from include.graph.ground import Ground

CITED = 10
ORDER = {"paid": 0, "same_complaint": 1, "called_then_paid": 2, "called": 3, "same_victim": 4, "same_target": 5}

NUMBERED = ("person", "batch", "cell", "dealer")  # their refs are positions or too broad to show as evidence


def anchor_id(members: pd.DataFrame) -> str:
    """`G-` and ten hex digits of the anchor: the member account that moved first (a phone if there is none), ties by
    key.

    A gang that gains members keeps its id as long as its earliest account is found.
    """
    ranked = members.assign(is_phone=members["node_type"] != "account", is_silent=members["first_at"] < 0)
    ranked = ranked.sort_values(["is_phone", "is_silent", "first_at", "name"])
    return "G-" + hashlib.sha256(str(ranked["name"].iloc[0]).encode()).hexdigest()[:10]


def membership(communities: list[set[str]], suspects: pd.DataFrame) -> pd.Series:
    """Gang id per node name, shared things included. A gang needs two suspects, at least one of them an account."""
    gang: dict[str, str] = {}
    for members in communities:
        known = suspects[suspects["name"].isin(members)]
        if len(known) >= 2 and (known["node_type"] == "account").any():
            gang |= dict.fromkeys(sorted(members), anchor_id(known))
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


def evidence_of(bonds: pd.DataFrame, gang: pd.Series) -> pd.Series:
    """Per node name up to CITED records that tie it to its gang: transfers, complaints and calls first, then what it
    shares.
    """
    shown = bonds[~bonds["kind"].isin(NUMBERED)]
    both = pd.concat([shown, shown.rename(columns={"source": "target", "target": "source"})])
    mine, theirs = both["source"].map(gang), both["target"].map(gang)
    tied = both[mine.notna() & ((mine == theirs) | both["target"].astype(str).str.startswith("complaint:"))]
    tied = tied.assign(rank=tied["kind"].map(ORDER).fillna(len(ORDER))).drop_duplicates(["source", "ref"])
    tied = tied.sort_values(["source", "rank", "weight", "ref"], ascending=[True, True, False, True])
    top = tied.groupby("source").head(CITED)
    return top.groupby("source")["ref"].agg(list)


def shared_things(bonds: pd.DataFrame, gang: pd.Series) -> pd.DataFrame:
    """Devices and handsets that bind members, as members themselves; cited are the nodes that share them."""
    rows = bonds[bonds["kind"].isin(["device", "imei"])]
    rows = rows.assign(gang_id=rows["target"].map(gang)).dropna(subset=["gang_id"])
    rows = rows[rows["source"].map(gang) == rows["gang_id"]]
    node = rows.groupby(["gang_id", "target"])["source"].agg(lambda names: sorted(set(names))[:CITED]).reset_index()
    key = node["target"].str.replace("device:", "", n=1, regex=False)
    return pd.DataFrame(
        {
            "gang_id": node["gang_id"],
            "node_type": "device",
            "node_key": key,
            "role": "shared_device",
            "score": 1.0,
            "evidence": node["source"],
        }
    )


def people_members(ground: Ground, person: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Holders of member accounts and registrants of member phones; cited are their accounts and phones."""
    held = nodes[nodes["node_type"] == "account"].assign(role="account_holder")
    held["person"] = ground.accounts["person"].to_numpy()[held["position"].to_numpy()]
    owner = ground.sims[ground.sims["person"] >= 0].drop_duplicates("phone", keep="last").set_index("phone")["person"]
    registered = nodes[nodes["node_type"] == "phone"].assign(role="registrant")
    registered["person"] = registered["position"].map(owner).fillna(-1).astype("int64")
    rows = pd.concat([held, registered])
    rows = rows[rows["person"] >= 0].merge(person, left_on="person", right_on="person_id")
    grouped = rows.groupby(["gang_id", "person_key"]).agg(
        role=("role", "min"), score=("score", "max"), evidence=("node_key", lambda keys: sorted(set(keys))[:CITED])
    )
    return grouped.reset_index().rename(columns={"person_key": "node_key"}).assign(node_type="person")


def sim_members(ground: Ground, nodes: pd.DataFrame) -> pd.DataFrame:
    """SIM cards of member phones; cited is the number."""
    phones = nodes[nodes["node_type"] == "phone"]
    rows = phones.merge(ground.sims[["phone", "iccid"]], left_on="position", right_on="phone")
    return pd.DataFrame(
        {
            "gang_id": rows["gang_id"],
            "node_type": "sim",
            "node_key": rows["iccid"],
            "role": rows["role"],
            "score": rows["score"],
            "evidence": [[key] for key in rows["node_key"]],
        }
    )


def named_contacts(ground: Ground, complaints: pd.DataFrame) -> pd.DataFrame:
    """Domains and LINE ids that the gang's complaints name; cited are the complaints.

    One named by two gangs' victims belongs to both.
    """
    rows = ground.mentions[
        (ground.mentions["source"] == "complaint") & ground.mentions["kind"].isin(["domain", "line_id"])
    ]
    rows = rows.merge(complaints, left_on="source_id", right_on="complaint_id")
    grouped = (
        rows.groupby(["gang_id", "kind", "value"])["source_id"].agg(lambda ids: sorted(set(ids))[:CITED]).reset_index()
    )
    score = np.minimum(0.5 + 0.2 * grouped["source_id"].str.len().astype("float64"), 1.0)
    return pd.DataFrame(
        {
            "gang_id": grouped["gang_id"],
            "node_type": grouped["kind"],
            "node_key": grouped["value"],
            "role": "contact",
            "score": score,
            "evidence": grouped["source_id"],
        }
    )


def member_table(
    ground: Ground,
    person: pd.DataFrame,
    nodes: pd.DataFrame,
    bonds: pd.DataFrame,
    gang: pd.Series,
    complaints: pd.DataFrame,
) -> pd.DataFrame:
    """GANG_MEMBER rows of all kinds, sorted by gang, type and key."""
    ties = evidence_of(bonds, gang)
    own = nodes.assign(evidence=[ties.get(name, []) for name in nodes["name"]])
    parts = [
        own[list(GANG_MEMBER)],
        shared_things(bonds, gang),
        people_members(ground, person, nodes),
        sim_members(ground, nodes),
        named_contacts(ground, complaints),
    ]
    filled = [part[list(GANG_MEMBER)] for part in parts if len(part)]
    table = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(GANG_MEMBER))
    return table.sort_values(["gang_id", "node_type", "node_key"], ignore_index=True)


def cohesion(bonds: pd.DataFrame, gang: pd.Series) -> pd.Series:
    """Per gang the share of its members' bonds that stay inside it."""
    mine, theirs = bonds["source"].map(gang), bonds["target"].map(gang)
    inside = bonds[mine == theirs].groupby(mine[mine == theirs])["weight"].sum()
    crossing = mine.notna() & theirs.notna() & (mine != theirs)
    across = pd.concat(
        [
            bonds["weight"][crossing].groupby(mine[crossing]).sum(),
            bonds["weight"][crossing].groupby(theirs[crossing]).sum(),
        ]
    )
    lost = across.groupby(level=0).sum().reindex(inside.index).fillna(0.0)
    cohesive: pd.Series = inside / (inside + lost)
    return cohesive


def gang_table(nodes: pd.DataFrame, bonds: pd.DataFrame, gang: pd.Series, complaints: pd.DataFrame) -> pd.DataFrame:
    """GANG rows: counts, losses of its complaints, first and last trace, confidence = mean score of members x
    cohesion.
    """
    seen = nodes[nodes["first_at"] >= 0].groupby("gang_id")
    grouped = nodes.groupby("gang_id")
    table = pd.DataFrame(
        {
            "account_count": grouped["node_type"].agg(lambda kinds: int((kinds == "account").sum())),
            "phone_count": grouped["node_type"].agg(lambda kinds: int((kinds == "phone").sum())),
            "first_seen": pd.to_datetime(seen["first_at"].min(), unit="s", utc=True),
            "last_seen": pd.to_datetime(seen["last_at"].max(), unit="s", utc=True),
            "confidence": (grouped["score"].mean() * cohesion(bonds, gang)).clip(0.0, 1.0),
        }
    )
    told = complaints.groupby("gang_id").agg(
        complaint_count=("complaint_id", "size"), loss_satang=("loss_satang", "sum")
    )
    table = table.join(told).fillna({"complaint_count": 0, "loss_satang": 0})
    table = table.astype({"complaint_count": "int64", "loss_satang": "int64"}).reset_index()
    return table[list(GANG)].sort_values("gang_id", ignore_index=True)
