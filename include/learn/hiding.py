"""Evidence without some of its complaints: what a complaint names is a label only where that complaint was not read."""

import zlib
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.core.frames import Evidence

SURE = 0.5


def fold_of(keys: pd.Series, folds: int) -> npt.NDArray[np.int64]:
    """Place each key in one of `folds`, by a checksum of its text: the same in every run and on every machine."""
    distinct = {key: zlib.crc32(str(key).encode()) % folds for key in keys.unique()}
    return keys.map(distinct).to_numpy(dtype="int64")


def hide_complaints(evidence: Evidence, hidden: pd.Series) -> Evidence:
    """Return the evidence as if the complaints with these ids had never been made; all else stays."""
    said = (evidence.mentions["source"] == "complaint") & evidence.mentions["source_id"].isin(hidden)
    return replace(
        evidence,
        complaints=evidence.complaints[~evidence.complaints["complaint_id"].isin(hidden)].reset_index(drop=True),
        complaint_transfers=evidence.complaint_transfers[
            ~evidence.complaint_transfers["complaint_id"].isin(hidden)
        ].reset_index(drop=True),
        mentions=evidence.mentions[~said].reset_index(drop=True),
    )


def forget_tips(evidence: Evidence, since: pd.Timestamp) -> Evidence:
    """Return the evidence without what the public told from `since` on."""
    told = (evidence.mentions["source"] == "tip") & (evidence.mentions["mentioned_at"] >= since)
    return replace(evidence, mentions=evidence.mentions[~told].reset_index(drop=True))


def cut_at(complaints: pd.DataFrame, share: float) -> pd.Timestamp:
    """Return the moment before which this share of the complaints was made."""
    made = complaints["reported_at"].sort_values(ignore_index=True)
    moment: pd.Timestamp = made.iloc[min(int(len(made) * share), len(made) - 1)]
    return moment


def list_named(payments: pd.DataFrame) -> pd.DataFrame:
    """Return complaint_id and account_id of all that complaints surely name; `payments` is complaint_payment, repaired."""
    sure = payments[(payments["certainty"] >= SURE) & (payments["account_id"] >= 0)]
    return sure[["complaint_id", "account_id"]].drop_duplicates(ignore_index=True)
