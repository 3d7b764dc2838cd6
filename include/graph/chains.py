"""The shortest chain of evidence from each member of a gang to a complaint: breadth first from all complaints at once."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from include.graph.bonds import phone_names
from include.graph.ground import Bools, Ground, Ints
from include.graph.phone_signs import before_payments

LINK = ("source", "target", "kind", "weight", "ref")
COMPLAINT = "complaint:"
SHOWN_AS = {"account:": "", "phone:": "", COMPLAINT: "", "imei:": "device:imei:"}
HIDDEN = "holder:"  # a person appears by a pseudonym, which the row says that the chain belongs to
BETWEEN = {
    "person:": "same_holder",
    "holder:": "same_holder",
    "batch:": "same_batch",
    "contact_number:": "same_contact",
}
STEP_KINDS = {
    "device": "uses_device",
    "imei": "handset",
    "contact": "contact_number",
    "cell": "never_leaves_cell",
    "dealer": "new_sim_of_dealer",
    "same_victim": "paid_by_victim",
}
WEAK = ("cell", "dealer")  # many honest people share them: only where nothing else leads on
STEP = ("from", "kind", "to", "record")
Key = tuple[str, str]
Step = dict[str, str]


def told_by_victims(ground: Ground, phones: Bools) -> pd.DataFrame:
    """Suspect phones and the complaints that name them, or whose victims they talked with before the payment, as LINK."""
    named = ground.mentions[(ground.mentions["source"] == "complaint") & (ground.mentions["phone"] >= 0)]
    named = named[["phone", "source_id"]].rename(columns={"source_id": "complaint_id"})
    named = named.assign(kind="named_in", weight=2.0, ref=named["complaint_id"])
    talked = before_payments(ground)[["phone", "complaint_id", "ref"]].assign(kind="talked_with_victim", weight=1.0)
    rows = pd.concat([named, talked])
    rows = rows[phones[rows["phone"].to_numpy()]].sort_values(["phone", "complaint_id", "weight", "ref"])
    rows = rows.drop_duplicates(["phone", "complaint_id"], keep="last")
    named_by = rows["phone"].map(phone_names(ground))
    table: pd.DataFrame = rows.assign(source=named_by, target=COMPLAINT + rows["complaint_id"].astype(str))[list(LINK)]
    return table


def links_within(links: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Links (LINK) per gang: those of which no end belongs to another gang only; things and complaints belong to whoever
    is tied to them.

    `membership`: name, gang_id. Adds gang_id.
    """
    belongs = set(membership["name"])
    inner = links.merge(membership.rename(columns={"name": "source"}), on="source")
    free = inner[~inner["target"].isin(belongs)]
    bound = inner[inner["target"].isin(belongs)].merge(
        membership.rename(columns={"name": "target"}), on=["target", "gang_id"]
    )
    rest = links[~links["source"].isin(belongs)].merge(membership.rename(columns={"name": "target"}), on="target")
    return pd.concat([free, bound, rest], ignore_index=True)


def search(links: pd.DataFrame) -> pd.DataFrame:
    """Breadth first from the complaints of every gang at once: a row per node of a gang that a complaint reaches.

    Columns gang_id, name, hops, next (name of the node one step nearer), kind, ref. Of several nearest steps the heaviest
    is taken, ties by name. O(hops x links).
    """
    both = pd.concat([links, links.rename(columns={"source": "target", "target": "source"})], ignore_index=True)
    both = both.sort_values(
        ["weight", "source", "target", "ref"], ascending=[False, True, True, True], ignore_index=True
    )
    number, names = pd.factorize(pd.concat([both["source"], both["target"]], ignore_index=True))
    gang, gangs = pd.factorize(both["gang_id"])
    node, code = np.unique(np.tile(gang, 2) * len(names) + number, return_inverse=True)
    here, there = code[: len(both)], code[len(both) :]
    name = names[node % len(names)].astype(str)
    hops, step = spread(here, there, np.asarray(name.str.startswith(COMPLAINT)), len(node))
    reached = np.flatnonzero(hops > 0)
    taken = both.iloc[step[reached]]
    return pd.DataFrame(
        {
            "gang_id": gangs[node[reached] // len(names)],
            "name": name[reached],
            "hops": hops[reached],
            "next": taken["target"].to_numpy(),
            "kind": taken["kind"].to_numpy(),
            "ref": taken["ref"].astype(str).to_numpy(),
        }
    ).sort_values(["gang_id", "hops", "name"], ignore_index=True)


def spread(here: Ints, there: Ints, is_start: Bools, size: int) -> tuple[Ints, Ints]:
    """Hops from the nearest start per node (-1 where none is reached), and the row of the first link that leads there.

    `here` and `there` are the ends of each link, read from both sides, the better link first.
    """
    hops, step = np.where(is_start, 0, -1), np.full(size, -1)
    for hop in range(1, size + 1):
        rows = np.flatnonzero((hops[there] == hop - 1) & (hops[here] == -1))
        if not len(rows):
            break
        reached, first = np.unique(here[rows], return_index=True)
        hops[reached], step[reached] = hop, rows[first]
    return hops, step


def write_chains(found: pd.DataFrame) -> dict[Key, list[Step]]:
    """Per (gang_id, name) the steps from, kind, to, record that lead to the complaint, nodes written as people ask for them.

    What cannot be asked for (a person's number, a batch of SIMs) is no step of its own: its two sides are one. `found` is
    that of `search`, the nearest first.
    """
    end, kind, record = found["next"].copy(), found["kind"].replace(STEP_KINDS), found["ref"].copy()
    ahead = dict(zip(keys(found["gang_id"], found["name"]), found["next"], strict=True))
    for prefix, name in BETWEEN.items():
        inside = end.str.startswith(prefix)
        end[inside] = [ahead[key] for key in keys(found["gang_id"][inside], found["next"][inside])]
        kind[inside], record[inside] = name, end[inside].map(shown)
    columns = [found["name"].map(shown), kind, end.map(shown), record]
    chains: dict[Key, list[Step]] = {}
    rows = zip(
        keys(found["gang_id"], found["name"]),
        keys(found["gang_id"], end),
        zip(*columns, strict=True),
        strict=True,
    )
    for key, following, step in rows:
        chains[key] = [dict(zip(STEP, step, strict=True)), *chains.get(following, [])]
    return chains


def keys(gang_id: pd.Series, name: pd.Series) -> Iterator[Key]:
    """(gang_id, name) per row."""
    return zip(gang_id.tolist(), name.tolist(), strict=True)


def shortest_chains(links: pd.DataFrame, membership: pd.DataFrame) -> dict[Key, list[Step]]:
    """Chains of all that belongs to a gang or ties its members; where a cell or a dealer is needed for one, of those too."""
    within = links_within(links, membership)
    sure = write_chains(search(within[~within["kind"].isin(WEAK)]))
    return write_chains(search(within)) | sure


def shown(name: str) -> str:
    """A node as people write it; a person by no more than the word."""
    if name.startswith(HIDDEN):
        return "person"
    for prefix, written in SHOWN_AS.items():
        if name.startswith(prefix):
            return written + name.removeprefix(prefix)
    return name


def chain_links(ground: Ground, bonds: pd.DataFrame, phones: Bools) -> pd.DataFrame:
    """All links that chains may run along, as LINK."""
    return pd.concat([bonds[list(LINK)], told_by_victims(ground, phones)], ignore_index=True)
