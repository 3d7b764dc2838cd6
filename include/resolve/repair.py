"""What a complaint says was paid, set against what the banks booked: mistyped accounts and rounded times are repaired.

What a claim may mean, and how likely, is defined here. `mart.candidate_payments` says the same to who asks in SQL, and finds it by
index, so that one complaint does not read the history; `tests/sql/test_candidates.py` holds it to this, to the second and the satang.
"""

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from include.core.frames import Evidence
from include.resolve.unnamed import find_unnamed

COMPLAINT_PAYMENT = (
    "complaint_id", "seq", "account_id", "transfer_id", "amount_satang", "paid_at", "certainty", "how",
)  # fmt: skip
KEY = ["complaint_id", "seq"]
WINDOW = pd.Timedelta(hours=6)
GRACE = pd.Timedelta(hours=1)  # a bank books after the victim has rung
SOON = pd.Timedelta(minutes=90)
NEARLY = 0.01
ROUNDED = 100  # satang
DELIVERING = ("901", "902", "903")


def claims(evidence: Evidence) -> pd.DataFrame:
    """Complaint transfers with the victim's account and the named account's bank and number, one row per
    (complaint_id, seq).
    """
    named = evidence.accounts[["account_id", "bank_code", "account_no"]]
    victim = evidence.complaints[["complaint_id", "victim_account_id", "reported_at"]]
    claim = evidence.complaint_transfers.merge(victim, on="complaint_id").merge(named, on="account_id", how="left")
    return claim.rename(columns={"account_id": "named_id", "amount_satang": "claimed_satang"})


def booked_rows(evidence: Evidence) -> pd.DataFrame:
    """Transfers with the creditor's bank and number, the columns that claims are compared with."""
    creditor = evidence.accounts[["account_id", "bank_code", "account_no"]]
    creditor.columns = pd.Index(["creditor_id", "creditor_bank", "creditor_no"])
    columns = ["transfer_id", "end_to_end_id", "booked_at", "debtor_id", "creditor_id", "amount_satang"]
    return evidence.transfers[columns].merge(creditor, on="creditor_id", how="left")


def candidates(claim: pd.DataFrame, booked: pd.DataFrame, grace: pd.Timedelta = GRACE) -> pd.DataFrame:
    """Booked rows that a claim may mean: paid by the victim, received by the named account, or of the very amount at
    that bank.
    """
    by_victim = claim.merge(booked, left_on="victim_account_id", right_on="debtor_id")
    by_named = claim.merge(booked, left_on="named_id", right_on="creditor_id")
    same_amount = claim.merge(
        booked, left_on=["claimed_satang", "bank_code"], right_on=["amount_satang", "creditor_bank"]
    )
    pool = pd.concat([by_victim, by_named, same_amount], ignore_index=True)
    near_time = (pool["booked_at"] - pool["paid_at"]).abs() <= WINDOW
    off = (pool["amount_satang"] - pool["claimed_satang"]).abs()
    near_amount = off <= np.maximum(ROUNDED, NEARLY * pool["claimed_satang"])
    in_time = pool["booked_at"] <= pool["reported_at"] + grace
    return pool[near_time & near_amount & in_time].drop_duplicates([*KEY, "transfer_id"])


def judge(pool: pd.DataFrame) -> pd.DataFrame:
    """Add certainty (0..1) and how to each candidate: who paid, how far the number and the time are off."""
    typed = pool["account_no"].fillna("").astype(str).tolist()
    real = pool["creditor_no"].fillna("").astype(str).tolist()
    typo = np.asarray(cpdist(typed, real, scorer=OSA.distance)) if typed else np.zeros(0)
    same_bank = (pool["bank_code"] == pool["creditor_bank"]).to_numpy()
    from_victim = ((pool["debtor_id"] == pool["victim_account_id"]) & (pool["victim_account_id"] >= 0)).to_numpy()
    exact = (pool["creditor_id"] == pool["named_id"]).to_numpy()
    close = same_bank & (typo <= 1) & ~exact
    elsewhere = ~same_bank & (typo == 0)
    soon = ((pool["booked_at"] - pool["paid_at"]).abs() <= SOON).to_numpy()
    same_amount = (pool["amount_satang"] == pool["claimed_satang"]).to_numpy()
    rules = [
        (from_victim & exact, 0.99, "victim_paid_named"),
        (from_victim & (close | elsewhere), 0.95, "victim_paid_mistyped"),
        (exact, 0.9, "named_received"),
        (from_victim & (soon | same_amount), 0.7, "victim_paid_other"),
        (close & soon, 0.75, "mistyped_received"),
    ]
    certainty = np.select([rule[0] for rule in rules], [rule[1] for rule in rules], 0.0)
    how = np.select([rule[0] for rule in rules], [rule[2] for rule in rules], "")
    return pool.assign(certainty=certainty, how=how)[certainty > 0]


def rank(judged: pd.DataFrame) -> pd.DataFrame:
    """Candidates, the likeliest first; equally sure ones by the nearer time, then by the id."""
    gap = (judged["booked_at"] - judged["paid_at"]).abs()
    return judged.assign(gap=gap).sort_values(
        ["certainty", "gap", "end_to_end_id", *KEY], ascending=[False, True, True, True, True], kind="stable"
    )


def best_match(judged: pd.DataFrame) -> pd.DataFrame:
    """The best candidate per claim, each booked row used once.

    A typing error with two rival accounts is left alone: better unrepaired than wrong.
    """
    once = rank(judged).drop_duplicates("transfer_id")
    best = once.drop_duplicates(KEY)
    rivals = once.groupby([*KEY, "certainty"])["creditor_id"].nunique().rename("rivals").reset_index()
    best = best.merge(rivals, on=[*KEY, "certainty"])
    return best[(best["rivals"] == 1) | best["how"].isin(["victim_paid_named", "named_received"])]


def unmatched(claim: pd.DataFrame, matched: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Claims with no booked row: kept as named, believed less where a delivering bank does not know the account."""
    done = pd.MultiIndex.from_frame(matched[KEY])
    rest = claim[~pd.MultiIndex.from_frame(claim[KEY]).isin(done)]
    seen = pd.concat([evidence.snapshots["account_id"], evidence.transfers["creditor_id"]]).unique()
    known = rest["named_id"].isin(seen)
    foreign = ~rest["bank_code"].isin(DELIVERING)
    certainty = np.select([known, foreign], [0.5, 0.4], 0.1)
    return rest.assign(
        account_id=rest["named_id"],
        transfer_id=-1,
        amount_satang=rest["claimed_satang"],
        certainty=certainty,
        how="as_named",
    )


def repair_mentions(evidence: Evidence, grace: pd.Timedelta = GRACE) -> pd.DataFrame:
    """Payments that complaints mean, as booked: columns COMPLAINT_PAYMENT, one row per (complaint_id, seq); also those
    that they do not name (`unnamed`).

    `account_id` is the account believed to be paid, `transfer_id` the booked row or -1, `paid_at` and `amount_satang`
    as booked where found, `certainty` 0 to 1, `how` the rule. What was booked later than `grace` after the report is not known.
    """
    claim = claims(evidence)
    matched = best_match(judge(candidates(claim, booked_rows(evidence), grace)))
    found = matched.assign(account_id=matched["creditor_id"], paid_at=matched["booked_at"])
    columns = list(COMPLAINT_PAYMENT)
    parts = [found[columns], unmatched(claim, matched, evidence)[columns], find_unnamed(evidence, found)[columns]]
    both = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return both.astype({"account_id": "int64", "transfer_id": "int64", "certainty": "float64"}).sort_values(
        KEY, ignore_index=True
    )
