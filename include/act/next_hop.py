"""Where the money went that a bank could not hold: the same trace and the same rules, as of now, less what was asked before."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pandas as pd

from include.act.propose import Policy, propose_freezes
from include.act.request import Finding
from include.core.frames import Evidence

DAY = timedelta(days=1)


def find_next(
    evidence: Evidence,
    payments: pd.DataFrame,
    account_risk: pd.DataFrame,
    complaint_ids: Sequence[str],
    asked: Collection[tuple[str, int]],
    now: datetime,
    policy: Policy | None = None,
) -> list[Finding]:
    """Return where these complaints' money is believed to lie by `now`, except (complaint, account) pairs asked for before.

    `payments` and `account_risk` as for `propose_freezes`, whose rules hold here too; amounts in THB.
    """
    complaints = evidence.complaints[evidence.complaints["complaint_id"].isin(complaint_ids)]
    reported = complaints.set_index("complaint_id")["reported_at"]
    as_of = pd.Series(pd.Timestamp(now), index=complaints.index).astype(complaints["reported_at"].dtype)
    moved_on = replace(evidence, complaints=complaints.assign(reported_at=as_of))
    chosen = payments[payments["complaint_id"].isin(complaint_ids)]
    found = propose_freezes(moved_on, chosen, account_risk, policy)
    found = found[found["status"] == "proposed"]
    found = found[[pair not in asked for pair in zip(found["complaint_id"], found["account_id"], strict=True)]]
    outflow = _sum_outflow(evidence.transfers, found["account_id"], now)
    accounts = evidence.accounts.drop_duplicates("account_id").set_index("account_id")
    return [
        Finding(
            row["complaint_id"],
            row["account_id"],
            str(accounts.at[row["account_id"], "bank_code"]),
            str(accounts.at[row["account_id"], "account_no"]),
            row["hop"],
            Decimal(row["traced_satang"]) / 100,
            row["certainty"],
            now,
            reported[row["complaint_id"]].to_pydatetime(),
            row["reason"],
            None,
            Decimal(int(outflow.get(row["account_id"], 0))) / 100,
        )
        for row in found.to_dict("records")
    ]


def _sum_outflow(transfers: pd.DataFrame, account_ids: "pd.Series[int]", now: datetime) -> "pd.Series[int]":
    late = transfers[(transfers["booked_at"] > now - DAY) & (transfers["booked_at"] <= now)]
    return late[late["debtor_id"].isin(account_ids)].groupby("debtor_id")["amount_satang"].sum()
