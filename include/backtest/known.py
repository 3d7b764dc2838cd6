"""What could be known at a moment: the evidence cut to what had been booked, called, reported and delivered by then. Pure."""

from dataclasses import replace

import pandas as pd

from include.core.frames import Evidence

HOUR = pd.Timedelta(hours=1)
LAG = pd.Timedelta(minutes=5)  # from the end of an hour until its file has been loaded


def last_delivered(moments: pd.Series, *, is_live: bool) -> pd.Series:
    """Return until when bookings are known at each moment: that very moment, or the end of the last hour delivered."""
    return moments if is_live else (moments - LAG).dt.floor("h")


def cut_evidence(evidence: Evidence, moment: pd.Timestamp, *, is_live: bool = False) -> Evidence:
    """Return the evidence as it stood at a moment.

    Bookings come by the hour unless `is_live`; calls and SIM cards by the day; complaints, tips and snapshots at once. What a bank says of
    its accounts (holder, phone, opening) is taken from its latest snapshot, their status and balance from the last one by then.
    """
    booked = last_delivered(pd.Series([moment]), is_live=is_live).iloc[0]
    day = moment.floor("D")
    calls = evidence.calls[evidence.calls["started_at"] < day]
    reported = evidence.complaints[evidence.complaints["reported_at"] <= moment]
    snapshots = evidence.snapshots[evidence.snapshots["snapshot_at"] <= moment]
    return replace(
        evidence,
        transfers=evidence.transfers[evidence.transfers["booked_at"] <= booked],
        calls=calls,
        call_parties=evidence.call_parties[evidence.call_parties["started_at"] < day],
        sims=evidence.sims[evidence.sims["activated_at"].isna() | (evidence.sims["activated_at"] < day)],
        complaints=reported,
        complaint_transfers=_of(evidence.complaint_transfers, reported),
        mentions=evidence.mentions[evidence.mentions["mentioned_at"] <= moment],
        snapshots=snapshots,
        accounts=_as_of(evidence.accounts, snapshots),
    )


def _of(rows: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["complaint_id"].isin(complaints["complaint_id"])]


def _as_of(accounts: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    last = snapshots.sort_values("snapshot_at").drop_duplicates("account_id", keep="last").set_index("account_id")
    told = {name: accounts["account_id"].map(last[name]) for name in ("status", "balance_satang", "snapshot_at")}
    return accounts.assign(**told)
