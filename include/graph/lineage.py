"""Gangs through time: an id outlives every phone and mule of its gang, as long as enough is met again from run to run.

The communities of a run are matched to the gangs of the run before, one to one, such that the weight met again is the
greatest possible (Greene, Doyle and Cunningham 2010; Kuhn 1955 for the matching).
"""

import hashlib

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from include.core.frames import GANG_EVENT

MET_BY = ("account", "phone", "device", "domain", "line_id")  # SIMs and persons only repeat phones and accounts
SAME_AT = 0.3
NODE = ["node_type", "node_key"]


def known_by(members: pd.DataFrame) -> pd.DataFrame:
    """What gangs are met again by: the rows of GANG_MEMBER that stand in their main gang, each with its share of the
    gang's score.
    """
    kept = members[members["node_type"].isin(MET_BY) & members["is_main"].astype(bool)]
    kept = kept.sort_values(["gang_id", *NODE], ignore_index=True)
    weight = kept["score"].fillna(0.0).astype("float64").clip(lower=0.05)
    return kept[["gang_id", *NODE]].assign(
        weight=weight, share=weight / weight.groupby(kept["gang_id"]).transform("sum")
    )


def meet(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What gangs of two runs have in common: columns gang_id, earlier_id, met (weight of what is met again), kept_share
    (of the earlier gang), taken_share (of the present one); a row per pair that has anything in common.
    """
    both = known_by(now).merge(known_by(before), on=NODE, suffixes=("", "_before"))
    both = both.rename(columns={"gang_id_before": "earlier_id"}).sort_values(["gang_id", "earlier_id", *NODE])
    grouped = both.groupby(["gang_id", "earlier_id"], sort=True)
    return grouped.agg(
        met=("weight_before", "sum"), kept_share=("share_before", "sum"), taken_share=("share", "sum")
    ).reset_index()


def close(met: pd.DataFrame) -> pd.DataFrame:
    """The pairs of which one holds SAME_AT or more of the other."""
    return met[met[["kept_share", "taken_share"]].max(axis=1) >= SAME_AT]


def heirs(met: pd.DataFrame) -> dict[str, str]:
    """Which earlier gang each present one continues, one to one."""
    pairs = close(met)
    if pairs.empty:
        return {}
    grid = pairs.pivot(index="gang_id", columns="earlier_id", values="met").fillna(0.0)
    rows, columns = linear_sum_assignment(grid.to_numpy(), maximize=True)
    is_met = grid.to_numpy()[rows, columns] > 0
    return dict(zip(grid.index[rows][is_met], grid.columns[columns][is_met], strict=True))


def free_id(wanted: str, borne: set[str]) -> str:
    """`wanted`, or, where another gang bears it since an earlier run, an id made from it."""
    found = wanted
    while found in borne:
        found = "G-" + hashlib.sha256(found.encode()).hexdigest()[:10]
    return found


def assign_ids(members: pd.DataFrame, previous: pd.DataFrame) -> dict[str, str]:
    """The id that each gang of this run bears from now on, by the id that its content gives it.

    `members` and `previous` are GANG_MEMBER rows of this run and the last (columns gang_id, node_type, node_key, score,
    is_main suffice). Without a previous run ids are those of the content. Deterministic, whatever the order of rows.
    """
    named = heirs(meet(members, previous))
    borne = set(previous["gang_id"]) | set(named.values())
    for wanted in sorted(set(members["gang_id"]) - set(named)):
        named[wanted] = free_id(wanted, borne)
        borne.add(named[wanted])
    return named


def list_events(members: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """GANG_EVENT rows: what became of each gang since the last run; none for a gang whose members are the same.

    born, changed (the same gang with members gained or lost), split (`other_gang_id`, from which it comes), merged
    (`other_gang_id`, in which most of it is now), moved (a good part went to another standing gang), ended. `members`
    bear their final ids.
    """
    met = meet(members, previous)
    now, before = set(members["gang_id"]), set(previous["gang_id"])
    standing = met[met["gang_id"] == met["earlier_id"]]
    across = close(met[met["gang_id"] != met["earlier_id"]])
    is_new, is_gone = ~across["gang_id"].isin(before), ~across["earlier_id"].isin(now)
    split = across[is_new].rename(columns={"earlier_id": "other_gang_id"}).assign(kind="split")
    left = across[~is_new].rename(columns={"earlier_id": "gang_id", "gang_id": "other_gang_id"})
    left = left.assign(kind=np.where(is_gone[~is_new], "merged", "moved"))
    born = pd.DataFrame({"gang_id": sorted(now - before - set(split["gang_id"]))}).assign(kind="born")
    ended = pd.DataFrame({"gang_id": sorted(before - now - set(left["gang_id"]))}).assign(kind="ended")
    changed = standing.assign(kind="changed")[["gang_id", "kind", "kept_share", "taken_share"]]
    told = with_counts(
        pd.concat([part for part in (born, changed, split, left, ended) if len(part)] or [born]), members, previous
    )
    silent = (told["kind"] == "changed") & (told["gained_count"] == 0) & (told["lost_count"] == 0)
    rows = told[~silent].sort_values(["gang_id", "kind", "other_gang_id"], na_position="first", ignore_index=True)
    return rows[list(GANG_EVENT)]


def with_counts(events: pd.DataFrame, members: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Events with what their gang gained and lost since the last run, and how many members it has now."""
    now, before = (known_by(rows).set_index(["gang_id", *NODE]).index for rows in (members, previous))
    counts = {
        "gained_count": now.difference(before),
        "lost_count": before.difference(now),
        "member_count": now,
    }
    told = events.reindex(columns=list(GANG_EVENT))
    for name, rows in counts.items():
        size = pd.Series(1, index=rows).groupby(level=0).sum() if len(rows) else pd.Series(dtype="int64")
        told[name] = told["gang_id"].map(size).fillna(0).astype("int64")
    return told
