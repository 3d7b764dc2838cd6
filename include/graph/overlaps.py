"""Members of several gangs: who is bound to more than one, by evidence that would make him a member of each alone.

Groups are found apart from each other, so each node has one main gang. A recruiter, a phone that takes the codes of two
gangs' accounts, a handset or a changer serves more than one; it stands in each, with the evidence of each.
"""

import numpy as np
import pandas as pd

from include.graph.bonds import account_names
from include.graph.communities import PAIR_CAP
from include.graph.ground import Bools, Ground
from include.graph.services import patrons

PARTNERS = 2  # one call between two gangs' phones may be a wrong number or a victim's
STEADY = 3  # a recruiter may know one handler of each gang, and talks with him again and again
STRONG = 1.6  # two talks with each of two partners, or one shared thing
OVERLAP_AT = 0.25
BROAD = ("batch", "cell", "dealer", "person", "same_victim")  # what is shared there is no member
SERVED_AT = 0.2


def ties(bonds: pd.DataFrame, gang: pd.Series) -> pd.DataFrame:
    """Bonds read from both ends, with the gang of the far end: columns name, partner, kind, weight, ref, gang_id."""
    both = pd.concat([bonds, bonds.rename(columns={"source": "target", "target": "source"})])
    both = both.rename(columns={"source": "name", "target": "partner"})
    return both.assign(gang_id=both["partner"].map(gang).astype("object")).dropna(subset=["gang_id"])


def attachment(bonds: pd.DataFrame, gang: pd.Series, before: pd.DataFrame | None = None) -> pd.DataFrame:
    """How strongly each node is bound to each gang: columns name, gang_id, strength, partners, records, share (of its
    strength to all gangs).

    A pair of nodes counts for at most PAIR_CAP, as it does when gangs are found. With what was found `before`, of two who
    are tied across gangs only the one that hangs less on his own gang is bound to the other's: it is he who serves both.
    """
    rows = ties(bonds, gang)
    if before is not None:
        home = before[before["gang_id"] == before["name"].map(gang)].set_index("name")["share"]
        is_home = rows["gang_id"] == rows["name"].map(gang)
        rows = rows[is_home | (rows["name"].map(home).fillna(0.0) < rows["partner"].map(home).fillna(0.0))]
    pairs = rows.groupby(["name", "gang_id", "partner"], sort=True)["weight"].sum().clip(upper=PAIR_CAP).reset_index()
    found = pairs.groupby(["name", "gang_id"], sort=True).agg(strength=("weight", "sum"), partners=("partner", "size"))
    found = found.join(rows.groupby(["name", "gang_id"])["ref"].nunique().rename("records")).reset_index()
    return found.assign(share=found["strength"] / found.groupby("name")["strength"].transform("sum"))


def memberships(bonds: pd.DataFrame, gang: pd.Series, members: pd.Series) -> pd.DataFrame:
    """All memberships: columns name, gang_id, is_main, degree (1 in the main gang, elsewhere the strength there as a share
    of the strength in the main one).

    A second gang needs PARTNERS members and as many records (of a phone: or STEADY records with one), a strength of
    STRONG, and OVERLAP_AT of the strength in the main gang. `members` are the names that may belong to gangs, `gang`
    holds the main ones, shared things included.
    """
    kept = bonds[~bonds["kind"].isin(BROAD)]
    bound = attachment(kept, gang, attachment(kept, gang)).astype({"name": "str"})  # where nobody is bound too
    main = pd.DataFrame({"name": gang.index.astype("str"), "main": gang.to_numpy()})
    main = main[main["name"].isin(set(members))]
    home = main.merge(bound, left_on=["name", "main"], right_on=["name", "gang_id"], how="left")[["name", "strength"]]
    other = bound.merge(main, on="name").merge(home, on="name", suffixes=("", "_home"))
    degree = (other["strength"] / other["strength_home"]).clip(upper=1.0)
    several = (other["partners"] >= PARTNERS) & (other["records"] >= PARTNERS)
    steady = other["name"].str.startswith("phone:") & (other["records"] >= STEADY)
    is_second = (other["gang_id"] != other["main"]) & (several | steady)
    is_second &= (other["strength"] >= STRONG) & (degree >= OVERLAP_AT)
    second = other[["name", "gang_id"]].assign(is_main=False, degree=degree)[is_second]
    first = main.rename(columns={"main": "gang_id"}).assign(is_main=True, degree=1.0)
    return pd.concat([first, second]).sort_values(
        ["name", "is_main", "gang_id"], ascending=[True, False, True], ignore_index=True
    )


def served_gangs(ground: Ground, services: Bools, account_gang: pd.Series) -> pd.DataFrame:
    """Changers, wallets and exchanges that were suspects until it turned out that several gangs use them: columns name,
    node_key, gang_id, share (of the gangs' money that runs through them), refs (largest transfers).
    """
    patron = patrons(ground, services, account_gang)
    patron = patron[patron["share"] >= SERVED_AT]
    patron = patron[patron.groupby("account")["gang_id"].transform("size") >= 2]
    key, names = ground.accounts["key"].to_numpy(), account_names(ground).to_numpy()
    place = patron["account"].to_numpy(dtype="int64")
    return patron.assign(name=names[place], node_key=key[place])[["name", "node_key", "gang_id", "share"]]


def money_with(ground: Ground, served: pd.DataFrame, account_gang: pd.Series) -> pd.DataFrame:
    """Transfers between services and members, as bonds: columns source (member), target (service), kind, weight, ref."""
    rows, names = ground.transfers, account_names(ground)
    is_service = names.isin(set(served["name"])).to_numpy()
    is_member = account_gang.notna().to_numpy()
    parts = []
    for mine, theirs in (("debtor", "creditor"), ("creditor", "debtor")):
        kept = rows[is_member[rows[mine].to_numpy()] & is_service[rows[theirs].to_numpy()]]
        columns = {
            "source": names.to_numpy()[kept[mine]],
            "target": names.to_numpy()[kept[theirs]],
            "weight": 0.4 + 0.4 * np.log1p(kept["baht"].to_numpy() / 1000.0),
            "ref": kept["ref"],
        }
        parts.append(pd.DataFrame(columns).assign(kind="paid"))
    return pd.concat(parts, ignore_index=True)[["source", "target", "kind", "weight", "ref"]]
