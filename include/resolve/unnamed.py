"""Payments that a complaint does not name: the victim knows the loss, and the victim's bank knows what left the account.

Some name no payment, some forget one of several. Payments in a row, of all or of those to one account, that add up to
what is missing of the stated loss, in the days before the report, are taken for the ones that are meant.
"""

import numpy as np
import pandas as pd

from include.core.frames import Evidence

DAYS = pd.Timedelta(days=7)
OFF = 0.005  # of what is missing: victims round
LEAST = (
    0.02  # of what is missing, or missing of the loss: what is smaller is daily life between two payments, or rounded
)
# Of what is missing: a caller asks for small sums too. With those the sum must be right to the baht, or daily life would fit.
FINER, BAHT = (0.01, 0.004, 0.001), 100
CASH = "000"
NAMED_PAYEE, ONE_PAYEE, SEVERAL_PAYEES = 0.9, 0.8, 0.6


def list_missing(evidence: Evidence) -> pd.DataFrame:
    """Complaints whose named payments do not add up to their loss: told and missing in satang, last: the last seq."""
    named = evidence.complaint_transfers.groupby("complaint_id")
    cases = evidence.complaints[["complaint_id", "victim_account_id", "reported_at", "loss_satang"]]
    told, last = (
        cases["complaint_id"].map(of).fillna(0).astype("int64")
        for of in (named["amount_satang"].sum(), named["seq"].max())
    )
    cases = cases.assign(told=told, last=last, missing=cases["loss_satang"] - told)
    is_missing = (cases["missing"] > 0) & (cases["missing"] >= LEAST * cases["loss_satang"])
    found: pd.DataFrame = cases[is_missing & (cases["victim_account_id"] >= 0)]
    return found


def outgoing(evidence: Evidence, matched: pd.DataFrame) -> pd.DataFrame:
    """What left these victims' accounts in the days before the report and is no payment that they name; `is_named`: to a payee of these.

    `matched`: complaint_id, transfer_id, account_id of the payments that they name.
    """
    sent = list_missing(evidence).merge(evidence.transfers, left_on="victim_account_id", right_on="debtor_id")
    machines = evidence.accounts.loc[evidence.accounts["bank_code"] == CASH, "account_id"]
    in_time = (sent["booked_at"] <= sent["reported_at"]) & (sent["booked_at"] >= sent["reported_at"] - DAYS)
    share = sent["amount_satang"] / sent["missing"]
    is_matched = _pairs(sent, "transfer_id").isin(_pairs(matched, "transfer_id"))
    is_meant = in_time & (share >= FINER[-1]) & (share <= 1 + OFF) & ~sent["creditor_id"].isin(machines) & ~is_matched
    kept = sent[is_meant]
    return kept.assign(is_named=_pairs(kept, "creditor_id").isin(_pairs(matched, "account_id")))


def _pairs(rows: pd.DataFrame, other: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([rows["complaint_id"], rows[other]])


def runs(sent: pd.DataFrame, of: list[str], most_off: float, least_off: int = 0) -> pd.DataFrame:
    """Payments in a row, among those alike in `of`, whose sum is nearest what is missing, the latest of equals; it may be `most_off` of it
    off, or `least_off` satang.

    The rows of `sent` that are meant, with `off`: how far off their sum is, in satang.
    """
    rows = sent.sort_values([*of, "booked_at", "end_to_end_id"], ignore_index=True)
    before = rows.groupby(of)["amount_satang"].cumsum() - rows["amount_satang"]
    ends = rows[of].assign(place=rows.index, before=before, amount=rows["amount_satang"])
    pairs = ends.merge(ends, on=of, suffixes=("_first", "_last"))
    pairs = pairs[pairs["place_first"] <= pairs["place_last"]]
    total = pairs["before_last"] + pairs["amount_last"] - pairs["before_first"]
    missing = rows["missing"].to_numpy()[pairs["place_first"].to_numpy()]
    last = rows["booked_at"].to_numpy()[pairs["place_last"].to_numpy()]
    pairs = pairs.assign(off=(total - missing).abs(), last_at=last)
    near = pairs[pairs["off"] <= np.maximum(most_off * missing, least_off)].sort_values(
        ["complaint_id", "off", "last_at", "place_first", "place_last"], ascending=[True, True, False, False, False]
    )
    best = near.drop_duplicates("complaint_id")[["complaint_id", "place_first", "place_last", "off"]]
    met = rows.assign(place=rows.index).merge(best, on="complaint_id")
    return met[met["place"].between(met["place_first"], met["place_last"])]


def nearest(sent: pd.DataFrame, of: list[str]) -> pd.DataFrame:
    """The rows of `runs`, of large payments, else with the smaller ones that it takes to make the sum right."""
    share = sent["amount_satang"] / sent["missing"]
    looks = [runs(sent[share >= LEAST], of, OFF), *(runs(sent[share >= least], of, 0.0, BAHT) for least in FINER)]
    rows = pd.concat([look.assign(look=number) for number, look in enumerate(looks)], ignore_index=True)
    best = rows.sort_values(["complaint_id", "off", "look"]).drop_duplicates("complaint_id")
    found: pd.DataFrame = rows.merge(best[["complaint_id", "look"]], on=["complaint_id", "look"])
    return found


def find_unnamed(evidence: Evidence, matched: pd.DataFrame) -> pd.DataFrame:
    """Payments that complaints must mean beside those that they name (`matched`), in the columns of `repair.COMPLAINT_PAYMENT`.

    Those to an account that is named before those to another, those to one account before those to several.
    """
    sent = outgoing(evidence, matched)
    found = [
        nearest(sent[sent["is_named"]], ["complaint_id", "creditor_id"]).assign(certainty=NAMED_PAYEE),
        nearest(sent, ["complaint_id", "creditor_id"]).assign(certainty=ONE_PAYEE),
        nearest(sent, ["complaint_id"]).assign(certainty=SEVERAL_PAYEES),
    ]
    together = pd.concat(found, ignore_index=True)
    surest = together.groupby("complaint_id")["certainty"].transform("max")
    meant = together[together["certainty"] == surest].sort_values(["complaint_id", "booked_at", "end_to_end_id"])
    return pd.DataFrame(
        {
            "complaint_id": meant["complaint_id"],
            "seq": meant["last"] + meant.groupby("complaint_id").cumcount() + 1,
            "account_id": meant["creditor_id"],
            "transfer_id": meant["transfer_id"],
            "amount_satang": meant["amount_satang"],
            "paid_at": meant["booked_at"],
            "certainty": np.asarray(meant["certainty"], np.float64),
            "how": np.where(meant["told"] > 0, "completes_loss", "sums_to_loss"),
        }
    )
