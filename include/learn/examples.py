"""Examples to learn from: each account as it looked while the complaints that name it were hidden."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from include.core.frames import Evidence
from include.learn.hiding import cut_at, fold_of, forget_tips, hide_complaints, list_named

FOLDS = 4
EARLIER = 0.6
TOLD = ("named_in_complaint", "named_repeatedly", "frozen")
Read = Callable[[Evidence, pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Examples:
    """Tables of contributions per signal (index account_id) and, where somebody learns or judges by it, `is_named`.

    `earlier` was read with a fold of the complaints before `cut` hidden and is named where a hidden one names it; `later` was
    read with all of those, and is named where a complaint after `cut` is the first to do so. `whole` was read with nothing hidden:
    everybody as a model would score them today.
    """

    cut: pd.Timestamp
    earlier: pd.DataFrame
    later: pd.DataFrame
    whole: pd.DataFrame


def make_examples(evidence: Evidence, payments: pd.DataFrame, read: Read) -> Examples:
    """Read the evidence FOLDS + 2 times; `read` weighs evidence and payments into a table of contributions."""
    cut = cut_at(evidence.complaints, EARLIER)
    late = evidence.complaints.loc[evidence.complaints["reported_at"] >= cut, "complaint_id"]
    known = forget_tips(hide_complaints(evidence, late), cut)
    early = payments[~payments["complaint_id"].isin(late)]
    named, told = list_named(payments), list_named(early)
    table = read(known, early)
    later = _label(table[~table.index.isin(told["account_id"])], named)
    return Examples(cut, _read_folds(known, early, told, read), later, read(evidence, payments))


def _read_folds(evidence: Evidence, payments: pd.DataFrame, named: pd.DataFrame, read: Read) -> pd.DataFrame:
    """Each account once: the named ones where all that names them is hidden, the others in the fold of their id."""
    parts = []
    for fold in range(FOLDS):
        hidden = named.loc[fold_of(named["account_id"], FOLDS) == fold, "complaint_id"]
        table = read(hide_complaints(evidence, hidden), payments[~payments["complaint_id"].isin(hidden)])
        parts.append(table[fold_of(table.index.to_series(), FOLDS) == fold])
    return _label(pd.concat(parts).sort_index(), named)


def _label(table: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Blank what being named itself adds, which no label may know, and say who is."""
    blank = table.assign(**{code: 0.0 for code in TOLD if code in table})
    return blank.assign(is_named=blank.index.isin(named["account_id"]))
