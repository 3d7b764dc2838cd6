"""Complaints that name no payment: the victim knows the loss, and the victim's bank knows what left the account.

Payments in a row that add up to the stated loss, in the days before the report, are taken for the ones that are meant.
"""

import numpy as np
import pandas as pd

from include.core.frames import Evidence

DAYS = pd.Timedelta(days=7)
OFF = 0.005  # of the loss: victims round
LEAST = 0.02  # of the loss: what is smaller is daily life between two payments
CASH = "000"
ONE_PAYEE, SEVERAL_PAYEES = 0.8, 0.6


def outgoing(evidence: Evidence) -> pd.DataFrame:
    """What left the accounts of victims who name no payment, in the days before the report, in order of time."""
    cases = evidence.complaints[["complaint_id", "victim_account_id", "reported_at", "loss_satang"]]
    cases = cases[~cases["complaint_id"].isin(evidence.complaint_transfers["complaint_id"])]
    cases = cases[(cases["victim_account_id"] >= 0) & (cases["loss_satang"] > 0)]
    sent = cases.merge(evidence.transfers, left_on="victim_account_id", right_on="debtor_id")
    machines = evidence.accounts.loc[evidence.accounts["bank_code"] == CASH, "account_id"]
    in_time = (sent["booked_at"] <= sent["reported_at"]) & (sent["booked_at"] >= sent["reported_at"] - DAYS)
    share = sent["amount_satang"] / sent["loss_satang"]
    kept = sent[in_time & (share >= LEAST) & (share <= 1 + OFF) & ~sent["creditor_id"].isin(machines)]
    return kept.sort_values(["complaint_id", "booked_at", "end_to_end_id"], ignore_index=True)


def runs(sent: pd.DataFrame) -> pd.DataFrame:
    """The run of payments per complaint whose sum is nearest the loss, the latest of equals: complaint_id, first, last.

    First and last are places in `sent`.
    """
    before = sent.groupby("complaint_id")["amount_satang"].cumsum() - sent["amount_satang"]
    ends = pd.DataFrame(
        {"complaint_id": sent["complaint_id"], "place": sent.index, "before": before, "amount": sent["amount_satang"]}
    )
    pairs = ends.merge(ends, on="complaint_id", suffixes=("_first", "_last"))
    pairs = pairs[pairs["place_first"] <= pairs["place_last"]]
    total = pairs["before_last"] + pairs["amount_last"] - pairs["before_first"]
    loss = sent["loss_satang"].to_numpy()[pairs["place_first"].to_numpy()]
    pairs = pairs.assign(off=(total - loss).abs(), first=pairs["place_first"], last=pairs["place_last"])
    near = pairs[pairs["off"] <= OFF * loss].sort_values(
        ["complaint_id", "off", "last", "first"], ascending=[True, True, False, False]
    )
    best: pd.DataFrame = near.drop_duplicates("complaint_id")[["complaint_id", "first", "last"]]
    return best


def find_unnamed(evidence: Evidence) -> pd.DataFrame:
    """Payments that complaints without any named one must mean, in the columns of `repair.COMPLAINT_PAYMENT`."""
    sent = outgoing(evidence)
    met = sent.assign(place=sent.index).merge(runs(sent), on="complaint_id")
    meant = met[met["place"].between(met["first"], met["last"])]
    payees = meant.groupby("complaint_id")["creditor_id"].transform("nunique")
    return pd.DataFrame(
        {
            "complaint_id": meant["complaint_id"],
            "seq": meant.groupby("complaint_id").cumcount() + 1,
            "account_id": meant["creditor_id"],
            "transfer_id": meant["transfer_id"],
            "amount_satang": meant["amount_satang"],
            "paid_at": meant["booked_at"],
            "certainty": np.where(payees == 1, ONE_PAYEE, SEVERAL_PAYEES),
            "how": "sums_to_loss",
        }
    )
