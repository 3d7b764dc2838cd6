"""Where the money went that a bank could not hold: the same trace and the same rules, as of now, less what was asked before."""

from datetime import datetime
from decimal import Decimal

import pandas as pd

from include.act.propose import Policy, propose_freezes
from include.act.request import Finding
from include.act.trace import Trace

PAIR = ["complaint_id", "account_id"]


def find_next(
    trace: Trace, complaints: pd.DataFrame, asked: pd.DataFrame, now: datetime, policy: Policy | None = None
) -> list[Finding]:
    """Return where these complaints' money is believed to lie by `now` and was not asked for, no more than is still missing.

    `trace` is of the complaints as of `now`; `asked` (complaint_id, account_id, asked_satang, standing_satang) is what was ever
    asked for and what banks hold of it or are being asked for. Amounts of the findings in THB.
    """
    reported = complaints.set_index("complaint_id")["reported_at"]
    found = propose_freezes(trace, policy)
    found = _limit_to_missing(_leave_out(found[found["status"] == "proposed"], asked), trace.seeds, asked)
    known = found.merge(trace.ground, on=PAIR)
    return [
        Finding(
            row["complaint_id"],
            row["account_id"],
            str(row["bank_code"]),
            str(row["account_no"]),
            row["hop"],
            Decimal(row["traced_satang"]) / 100,
            row["certainty"],
            now,
            reported[row["complaint_id"]].to_pydatetime(),
            row["reason"],
            None,
            Decimal(row["outflow_satang"]) / 100,
        )
        for row in known.to_dict("records")
    ]


def _leave_out(found: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Take off what was asked for in the same account before, whatever the bank has answered."""
    before = found[PAIR].merge(asked, on=PAIR, how="left")["asked_satang"].fillna(0).astype("int64")
    return found.assign(traced_satang=found["traced_satang"] - before.to_numpy()).query("traced_satang > 0")


def _limit_to_missing(found: pd.DataFrame, seeds: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Cut findings, the surest first, where with what stands elsewhere they would pass what the victim lost.

    A bank that has not answered yet may hold what the postings say has gone on: the same money is not held twice.
    """
    lost = seeds.groupby("complaint_id")["amount_satang"].sum()
    standing = asked.groupby("complaint_id")["standing_satang"].sum()
    missing = lost.sub(standing, fill_value=0).clip(lower=0).reindex(found["complaint_id"], fill_value=0)
    ordered = found.assign(missing=missing.to_numpy()).sort_values(
        ["complaint_id", "certainty", "hop", "account_id"], ascending=[True, False, True, True]
    )
    earlier = ordered.groupby("complaint_id")["traced_satang"].cumsum() - ordered["traced_satang"]
    room = (ordered["missing"] - earlier).clip(lower=0)
    cut = ordered["traced_satang"].where(ordered["traced_satang"] <= room, room).astype("int64")
    return ordered.assign(traced_satang=cut).drop(columns="missing").query("traced_satang > 0")
