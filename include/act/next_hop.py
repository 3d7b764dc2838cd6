"""Where the money went that a bank could not hold: the same trace and the same rules, as of now, less what was asked before."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

import pandas as pd

from include.act.propose import Policy, propose_freezes
from include.act.request import Finding
from include.act.trace import Trace


def find_next(
    trace: Trace,
    complaints: pd.DataFrame,
    asked: Collection[tuple[str, int]],
    now: datetime,
    policy: Policy | None = None,
) -> list[Finding]:
    """Return where these complaints' money is believed to lie by `now`, except (complaint, account) pairs asked for before.

    `trace` is of the complaints as of `now`; amounts in THB.
    """
    reported = complaints.set_index("complaint_id")["reported_at"]
    found = propose_freezes(trace, policy)
    found = found[found["status"] == "proposed"]
    found = found[[pair not in asked for pair in zip(found["complaint_id"], found["account_id"], strict=True)]]
    known = found.merge(trace.ground, on=["complaint_id", "account_id"])
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
