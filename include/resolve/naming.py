"""Keys of persons that stay: who had a key keeps it when records come, and nobody else ever gets it."""

import pandas as pd


def name_persons(
    records: pd.DataFrame, first: pd.Series, before: pd.DataFrame, others: frozenset[str] = frozenset()
) -> pd.Series:
    """Return the person_key of each record; index as `records`.

    `first`: the group of each record. `before`: record_key, person_key of the last run; `others`: names taken besides. A
    key stays with the group of the first of its old records; a group that inherits several takes the first, ids before
    others. A new person is named after its id, where that name is free, else after its first record.
    """
    groups = pd.DataFrame(
        {"record_key": records["record_key"], "group": first, "hard": records["hard_id"], "id": records["id_key"]}
    )
    anchors = before.sort_values("record_key").drop_duplicates("person_key")
    inherited = anchors.merge(groups[["record_key", "group"]], on="record_key").sort_values("person_key")
    inherited = inherited.assign(plain=inherited["person_key"].str.startswith(("account:", "sim:")))
    kept = inherited.sort_values(["plain", "person_key"]).drop_duplicates("group").set_index("group")["person_key"]
    fresh = groups[~groups["group"].isin(kept.index)]
    taken = frozenset(before["person_key"]) | others
    names: dict[str, str] = dict(zip(kept.index, kept, strict=True)) | _name_fresh(fresh, taken)
    return groups["group"].map(names)


def _name_fresh(groups: pd.DataFrame, taken: frozenset[str]) -> dict[str, str]:
    """A new group's name is its first id (one that a person has once before a passport), unless another group has it."""
    hard = groups.sort_values("hard").groupby("group")["hard"].first()
    wanted = hard.where(hard.notna(), groups.sort_values("id").groupby("group")["id"].first())
    sizes = groups.groupby("group").size()
    table = pd.DataFrame({"wanted": wanted, "size": sizes}).rename_axis("group").reset_index()
    table = table.sort_values(["wanted", "size", "group"], ascending=[True, False, True])
    is_free = table["wanted"].notna() & ~table["wanted"].isin(taken) & ~table.duplicated("wanted")
    return dict(zip(table["group"], table["wanted"].where(is_free, table["group"]), strict=True))
