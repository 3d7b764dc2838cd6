"""What a trace is asked and what it answers; the trace itself is a function of the warehouse (`mart.trace_payments`).

First in, first out is the default (Clayton's case; what courts follow): it names whole payments that an officer can check, and
leaves no crumbs with everyone a mule ever paid.
"""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

SEED = ("complaint_id", "account_id", "paid_at", "amount_satang", "certainty", "as_of", "victim_account_id")
STRETCH = (
    "complaint_id", "payment", "hop", "debtor_id", "creditor_id", "booked_at", "amount_satang", "still_satang", "crumb_satang",
    "ending", "certainty",
)  # fmt: skip
SPENT = ("home", "passed")  # back with the victim; kept as a fee by a service that passed the rest on
REACHED = ("complaint_id", "account_id", "hop", "satang", "certainty", "as_of", "since")


class Rule(StrEnum):
    """Which of an account's money a payment takes."""

    FIFO = "fifo"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True)
class Trace:
    """A trace of some complaints.

    `seeds` (SEED) are the payments traced, `stretches` (STRETCH) where their money went, `ground` what is known of each account
    reached, per complaint: frame account_ground.
    """

    seeds: pd.DataFrame
    stretches: pd.DataFrame
    ground: pd.DataFrame


def list_seeds(payments: pd.DataFrame, complaints: pd.DataFrame, doubt_s: int) -> pd.DataFrame:
    """Return what to trace (SEED): each complaint's payments (frame complaint_payment) by its report, never more than its loss.

    Victims remember times to the quarter of an hour: a payment that no bank shows counts `doubt_s` seconds earlier.
    """
    is_booked = payments["transfer_id"] >= 0
    earlier = payments["paid_at"] - pd.Timedelta(seconds=doubt_s)
    dated = payments.assign(paid_at=payments["paid_at"].where(is_booked, earlier))
    chosen = complaints[["complaint_id", "reported_at", "victim_account_id", "loss_satang"]]
    asked = dated.merge(chosen.rename(columns={"reported_at": "as_of"}), on="complaint_id")
    return _limit_to_loss(asked).loc[:, list(SEED)].reset_index(drop=True)


def _limit_to_loss(payments: pd.DataFrame) -> pd.DataFrame:
    """Cut payments, the surest first, where their sum passes the loss that the victim states; a loss of 0 is unstated."""
    ordered = payments.sort_values(
        ["complaint_id", "certainty", "paid_at", "seq"], ascending=[True, False, True, True], kind="stable"
    )
    earlier = ordered.groupby("complaint_id")["amount_satang"].cumsum() - ordered["amount_satang"]
    room = (ordered["loss_satang"] - earlier).clip(lower=0)
    is_whole = (ordered["loss_satang"] <= 0) | (ordered["amount_satang"] <= room)
    amount = ordered["amount_satang"].where(is_whole, room)
    return ordered.assign(amount_satang=amount.astype("int64")).query("amount_satang > 0")


def list_reached(stretches: pd.DataFrame, seeds: pd.DataFrame) -> pd.DataFrame:
    """Return where money still lies or ended (REACHED): one row per complaint and account, the victim's own and
    services' fees left out.

    `hop` counts payments from the victim, the least; `certainty` is the trace's, by amount; `since` is the victim's first payment.
    """
    lies = stretches[(stretches["still_satang"] > 0) & ~stretches["ending"].isin(SPENT)]
    weighed = lies.assign(certainty=lies["certainty"] * lies["still_satang"])
    rows = weighed.groupby(["complaint_id", "creditor_id"], as_index=False).agg(
        hop=("hop", "min"), satang=("still_satang", "sum"), certainty=("certainty", "sum")
    )
    asked = seeds.groupby("complaint_id", as_index=False).agg(as_of=("as_of", "first"), since=("paid_at", "min"))
    rows = rows.assign(certainty=rows["certainty"] / rows["satang"]).merge(asked, on="complaint_id")
    return rows.rename(columns={"creditor_id": "account_id"}).loc[:, list(REACHED)]
