"""How persons found agree with the true ones: precision and recall over pairs of records, and who was merged or split."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Identity:
    """Pairwise agreement of two groupings of records; `merged`: found persons with several true ones, `split`: the reverse."""

    precision: float
    recall: float
    records: int
    persons: int
    true_persons: int
    merged: int
    split: int

    @property
    def text(self) -> str:
        """The sentence of the report."""
        return (
            f"persons: pairwise precision {self.precision:.4f}  recall {self.recall:.4f} over {self.records} records; "
            f"{self.persons} found of {self.true_persons}, {self.merged} wrongly merged, {self.split} split"
        )


def rate_identity(found: pd.DataFrame, truth: pd.DataFrame) -> Identity:
    """Rate `found` (record_key, person_key) against `truth` (record_key, person_id), over the records that both know.

    Pairs are counted from the sizes of groups, never listed. With no pairs at all a share is 1.
    """
    both = truth[["record_key", "person_id"]].drop_duplicates("record_key").merge(found, on="record_key")
    together = _count_pairs(both, ["person_key", "person_id"])
    said, true = _count_pairs(both, ["person_key"]), _count_pairs(both, ["person_id"])
    return Identity(
        together / said if said else 1.0,
        together / true if true else 1.0,
        len(both),
        both["person_key"].nunique(),
        both["person_id"].nunique(),
        int((both.groupby("person_key")["person_id"].nunique() > 1).sum()),
        int((both.groupby("person_id")["person_key"].nunique() > 1).sum()),
    )


def _count_pairs(table: pd.DataFrame, by: list[str]) -> int:
    sizes = table.groupby(by).size()
    return int((sizes * (sizes - 1) // 2).sum())
