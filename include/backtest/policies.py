"""Ways to answer a complaint, from the one that every police station has to ours; each says what to hold.

A policy takes a `Desk` and returns complaint_id, account_id, satang.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.propose import Policy, propose_freezes
from include.act.trace import Rule
from include.core.frames import Evidence
from include.pipeline.tracing import follow_money

COLUMNS = ["complaint_id", "account_id", "satang"]
DAY = pd.Timedelta(days=1)
HOPS = 2


@dataclass(frozen=True)
class Desk:
    """What lies on the officer's desk: evidence whose complaints are read `as_of` (their reported_at), their payments, and scores; and
    the warehouse, which the trace reads as of the same time.
    """

    warehouse: Connection
    evidence: Evidence
    payments: pd.DataFrame
    risk: pd.DataFrame


def hold_named(desk: Desk) -> pd.DataFrame:
    """Hold what was paid in the accounts that victims name."""
    rows: pd.DataFrame = desk.payments.groupby(["complaint_id", "account_id"], as_index=False).agg(
        satang=("amount_satang", "sum")
    )
    return rows[COLUMNS]


def hold_two_hops(desk: Desk) -> pd.DataFrame:
    """Hold in the named accounts, and in whatever these paid on to within a day, twice over."""
    moment = desk.evidence.complaints.set_index("complaint_id")["reported_at"]
    sent = desk.evidence.transfers[["debtor_id", "creditor_id", "booked_at", "amount_satang"]]
    front = desk.payments[["complaint_id", "account_id", "paid_at"]].rename(columns={"paid_at": "at"})
    found = [hold_named(desk)]
    for _ in range(HOPS):
        met = front.merge(sent, left_on="account_id", right_on="debtor_id")
        met = met[(met["booked_at"] >= met["at"]) & (met["booked_at"] <= met["at"] + DAY)]
        met = met[met["booked_at"] <= met["complaint_id"].map(moment)]
        hop = met.groupby(["complaint_id", "creditor_id"], as_index=False).agg(
            satang=("amount_satang", "sum"), at=("booked_at", "min")
        )
        front = hop.rename(columns={"creditor_id": "account_id"})
        found.append(front[COLUMNS])
    together = pd.concat(found, ignore_index=True)
    largest: pd.DataFrame = together.groupby(["complaint_id", "account_id"], as_index=False).agg(
        satang=("satang", "max")
    )
    return largest


def hold_traced(desk: Desk, rule: Rule) -> pd.DataFrame:
    """Hold what the trace proposes."""
    policy = Policy(rule=rule)
    trace = follow_money(desk.warehouse, desk.evidence.complaints, desk.payments, policy, desk.risk)
    proposed = propose_freezes(trace, policy)
    proposed = proposed[proposed["status"] == "proposed"]
    return proposed.rename(columns={"traced_satang": "satang"})[COLUMNS]


POLICIES: dict[str, Callable[[Desk], pd.DataFrame]] = {
    "named": hold_named,
    "two_hops": hold_two_hops,
    "pro_rata": partial(hold_traced, rule=Rule.PROPORTIONAL),
    "rukkhat": partial(hold_traced, rule=Rule.FIFO),
}
