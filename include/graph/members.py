"""Members of gangs as a table: suspects, what they share, whose they are, and the records that tie each to its gang."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.core.frames import GANG_MEMBER
from include.graph.chains import HIDDEN, LINK, Key, Step, chain_links, shortest_chains
from include.graph.ground import Bools, Ground
from include.graph.roles import OPERATOR, ROLE_SENTENCES, SIM_BOX, gambling_tips, sim_boxes
from include.graph.signals import first_of_each
from include.graph.windows import starts_of

CITED = 10
ORDER = {"paid": 0, "same_complaint": 1, "called_then_paid": 2, "called": 3, "same_victim": 4, "same_target": 5}
NUMBERED = ("person", "batch", "cell", "dealer")  # their refs are positions or too broad to show as evidence
THING = ("device", "imei")
LEAF_KIND = {"account_holder": "owns", "registrant": "registered", "contact": "named_in", OPERATOR: "named_in"}


@dataclass(frozen=True)
class Casting:
    """What the table is made from.

    `phones`: the suspect ones, by position; `nodes`: suspects (name, node_type, node_key, position, role, score);
    `belonging`: all memberships (name, gang_id, is_main, degree); `complaints` (complaint_id, gang_id); `served`: services
    (name, node_key, gang_id, share); `bonds`: theirs included.
    """

    ground: Ground
    person: pd.DataFrame
    phones: Bools
    nodes: pd.DataFrame
    bonds: pd.DataFrame
    belonging: pd.DataFrame
    complaints: pd.DataFrame
    served: pd.DataFrame


def ranked_refs(rows: pd.DataFrame) -> dict[Key, list[str]]:
    """Up to CITED records per (gang_id, name): transfers, complaints and calls first, then what is shared."""
    rows = rows.assign(rank=rows["kind"].map(ORDER).fillna(len(ORDER)))
    rows = rows.sort_values(["gang_id", "name", "rank", "weight", "ref"], ascending=[True, True, True, False, True])
    rows = rows.drop_duplicates(["gang_id", "name", "ref"])
    return dict(first_lists(rows, ["gang_id", "name"], "ref", CITED))


def first_lists(rows: pd.DataFrame, keys: list[str], column: str, most: int) -> Iterator[tuple[Key, list[str]]]:
    """Per different keys of rows that stand key by key, up to `most` values of a column."""
    number = (rows[keys] != rows[keys].shift()).any(axis=1).to_numpy().cumsum()
    _, lists = first_of_each(number, rows[column], most)
    heads = rows[keys].iloc[starts_of(number)]
    return zip(zip(*(heads[key].tolist() for key in keys), strict=True), lists, strict=True)


def lists_of(refs: dict[Key, list[str]], rows: pd.DataFrame) -> pd.Series:
    """The records per row (gang_id, name), [] where there are none."""
    found = [refs.get(key, []) for key in zip(rows["gang_id"].tolist(), rows["name"].tolist(), strict=True)]
    return pd.Series(found, index=rows.index, dtype="object")


def evidence_of(bonds: pd.DataFrame, belonging: pd.DataFrame) -> dict[Key, list[str]]:
    """Per (gang_id, name) the records that tie it to that gang: bonds with its other members, and complaints of victims."""
    shown = bonds[~bonds["kind"].isin(NUMBERED)]
    both = pd.concat([shown, shown.rename(columns={"source": "target", "target": "source"})])
    both = both.rename(columns={"source": "name", "target": "partner"}).merge(belonging[["name", "gang_id"]], on="name")
    inside = both.merge(
        belonging.rename(columns={"name": "partner"})[["partner", "gang_id"]], on=["partner", "gang_id"]
    )
    told = both[both["partner"].astype(str).str.startswith("complaint:")]
    return ranked_refs(pd.concat([inside, told]))


def suspects_in(casting: Casting) -> pd.DataFrame:
    """Suspect accounts and phones, a row per gang they belong to; the score there is their own times the degree."""
    rows = casting.nodes.drop(columns="gang_id", errors="ignore").merge(casting.belonging, on="name")
    refs = evidence_of(casting.bonds, casting.belonging)
    found = lists_of(refs, rows)
    return rows.assign(score=rows["score"] * rows["degree"], evidence=found)


def services_in(casting: Casting) -> pd.DataFrame:
    """Services of several gangs; the score is their share of the gangs' money there, and no suspicion."""
    rows = casting.served
    refs = ranked_refs(
        casting.bonds.merge(rows[["name"]].drop_duplicates(), left_on="target", right_on="name").merge(
            casting.belonging.rename(columns={"name": "source"})[["source", "gang_id"]], on="source"
        )
    )
    found = lists_of(refs, rows)
    return rows.assign(node_type="account", role="service", score=rows["share"], is_main=False, evidence=found)


def things_in(casting: Casting) -> pd.DataFrame:
    """Devices and handsets that two or more members of a gang share; cited are those who share them.

    The main gang is that of most sharers.
    """
    rows = casting.bonds[casting.bonds["kind"].isin(THING)]
    rows = rows.merge(casting.belonging.rename(columns={"name": "source"}), on="source")
    node = rows.groupby(["gang_id", "target"])["source"].agg(lambda names: sorted(set(names))).reset_index(name="users")
    count = node["users"].str.len().astype("int64")
    node = node.assign(count=count)[count >= 2].sort_values(
        ["target", "count", "gang_id"], ascending=[True, False, True]
    )
    return pd.DataFrame(
        {
            "gang_id": node["gang_id"],
            "node_type": "device",
            "node_key": node["target"].str.replace("device:", "", n=1, regex=False),
            "role": np.where(node["target"].isin(sim_boxes(casting.ground)), SIM_BOX, "shared_device"),
            "score": node["count"] / (node["count"] + 0.5),
            "is_main": ~node.duplicated("target"),
            "evidence": node["users"].str[:CITED],
            "name": node["target"],
        }
    )


def people_in(casting: Casting, suspects: pd.DataFrame) -> pd.DataFrame:
    """Holders of member accounts and registrants of member phones; cited are their accounts and phones."""
    ground = casting.ground
    held = suspects[suspects["node_type"] == "account"].assign(role="account_holder")
    held["person"] = ground.accounts["person"].to_numpy()[held["position"].to_numpy()]
    owner = ground.sims[ground.sims["person"] >= 0].drop_duplicates("phone", keep="last").set_index("phone")["person"]
    registered = suspects[suspects["node_type"] == "phone"].assign(role="registrant")
    registered["person"] = registered["position"].map(owner).fillna(-1).astype("int64")
    rows = pd.concat([held, registered])
    rows = rows[rows["person"] >= 0].merge(
        casting.person[["person_id", "person_key"]], left_on="person", right_on="person_id"
    )
    table = rows.groupby(["gang_id", "person_key"]).agg(
        role=("role", "min"), score=("score", "max"), is_main=("is_main", "max")
    )
    for column, shown, most in (("evidence", "node_key", CITED), ("tied", "name", len(rows))):
        told = rows[["gang_id", "person_key", shown]].drop_duplicates().sort_values(["gang_id", "person_key", shown])
        table[column] = [texts for _, texts in first_lists(told, ["gang_id", "person_key"], shown, most)]
    table = table.reset_index().rename(columns={"person_key": "node_key"}).assign(node_type="person")
    return table.assign(name=HIDDEN + table["node_key"].astype(str))


def sims_in(casting: Casting, suspects: pd.DataFrame) -> pd.DataFrame:
    """SIM cards of member phones; cited is the number."""
    phones = suspects[suspects["node_type"] == "phone"]
    rows = phones.merge(casting.ground.sims[["phone", "iccid"]], left_on="position", right_on="phone")
    table = rows[["gang_id", "role", "score", "is_main"]].assign(node_type="sim", node_key=rows["iccid"])
    return table.assign(
        evidence=as_lists(rows["node_key"]),
        tied=as_lists(rows["name"]),
        name="sim:" + rows["iccid"].astype(str),
    ).drop_duplicates(["gang_id", "node_key"])


def as_lists(values: pd.Series) -> pd.Series:
    """Each value as a list of one."""
    return pd.Series([[value] for value in values], index=values.index, dtype="object")


def contacts_in(casting: Casting) -> pd.DataFrame:
    """Domains and LINE ids that the gang's complaints name; cited are the complaints.

    One named by two gangs' victims belongs to both, mainly to the one with more of them.
    """
    rows = casting.ground.mentions
    rows = rows[(rows["source"] == "complaint") & rows["kind"].isin(["domain", "line_id"])]
    rows = rows.merge(casting.complaints, left_on="source_id", right_on="complaint_id")
    grouped = rows.groupby(["gang_id", "kind", "value"])["source_id"].agg(lambda ids: sorted(set(ids))).reset_index()
    grouped["tied"] = [["complaint:" + one for one in ids] for ids in grouped["source_id"]]
    return ranked_contacts(grouped, "contact")


def operators_in(casting: Casting, suspects: pd.DataFrame) -> pd.DataFrame:
    """Domains and LINE ids that tips on gambling name together with a member account; cited are the tips."""
    tips = gambling_tips(casting.ground)
    accounts = suspects[suspects["node_type"] == "account"][["gang_id", "position", "name"]]
    paid = tips[tips["kind"] == "account"].merge(accounts, left_on="account", right_on="position")
    sites = tips[tips["kind"].isin(["domain", "line_id"])][["source_id", "kind", "value"]]
    rows = sites.merge(paid[["source_id", "gang_id", "name"]], on="source_id")
    grouped = rows.groupby(["gang_id", "kind", "value"]).agg(
        source_id=("source_id", lambda ids: sorted(set(ids))), tied=("name", lambda names: sorted(set(names)))
    )
    return ranked_contacts(grouped.reset_index(), OPERATOR)


def ranked_contacts(grouped: pd.DataFrame, role: str) -> pd.DataFrame:
    """Domains and LINE ids as members: the more records (`source_id`) name them the surer, the main gang is that of most."""
    count = grouped["source_id"].str.len().astype("float64")
    table = grouped.assign(count=count, score=np.minimum(0.5 + 0.2 * count, 1.0), role=role)
    table = table.sort_values(["kind", "value", "count", "gang_id"], ascending=[True, True, False, True])
    table = table.assign(is_main=~table.duplicated(["kind", "value"]), evidence=table["source_id"].str[:CITED])
    table = table.rename(columns={"kind": "node_type", "value": "node_key"})
    return table.assign(name=table["node_type"] + ":" + table["node_key"].astype(str))


def chains_of(casting: Casting, table: pd.DataFrame) -> list[list[Step]]:
    """The shortest chain to a complaint per row of the table (gang_id, name, tied), [] where there is none."""
    tied = table if "tied" in table else table.assign(tied=None)  # a gang of nothing but accounts ties nobody else
    leaves = tied.dropna(subset=["tied"])[["name", "role", "tied"]].explode("tied")
    leaves = leaves.assign(
        kind=leaves["role"].map(LEAF_KIND).fillna("uses_sim"),
        weight=1.0,
        ref=leaves["tied"].astype("str").str.split(":", n=1).str[1],
    )
    leaves = leaves.rename(columns={"name": "source", "tied": "target"}).drop_duplicates(["source", "target"])
    links = pd.concat(
        [chain_links(casting.ground, casting.bonds, casting.phones), leaves[list(LINK)]], ignore_index=True
    )
    found: dict[Key, list[Step]] = shortest_chains(links, table[["name", "gang_id"]])
    return [found.get(key, []) for key in zip(table["gang_id"], table["name"], strict=True)]


def member_table(casting: Casting) -> pd.DataFrame:
    """GANG_MEMBER rows of all kinds, those in their main gang first, sorted by gang, type and key."""
    suspects = suspects_in(casting)
    parts = [
        suspects,
        services_in(casting),
        things_in(casting),
        people_in(casting, suspects),
        sims_in(casting, suspects),
        operators_in(casting, suspects),
        contacts_in(casting),
    ]
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=list(GANG_MEMBER))
    table = pd.concat(filled, ignore_index=True).drop_duplicates(["gang_id", "node_type", "node_key"])
    table["chain"] = pd.Series(chains_of(casting, table), index=table.index, dtype="object")
    table["role_reason"] = table["role"].map(ROLE_SENTENCES)
    return in_order(table[list(GANG_MEMBER)])


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Rows in their main gang first, then by gang, type and key: who takes the first row of a node gets its main gang."""
    order = ["is_main", "gang_id", "node_type", "node_key"]
    return table.sort_values(order, ascending=[False, True, True, True], ignore_index=True)
