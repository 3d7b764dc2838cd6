"""Follows complaints' money through the warehouse: what was paid, where it went, and what is known of those whom it reached."""

from collections.abc import Sequence

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.propose import Policy
from include.act.trace import Trace, list_reached, list_seeds
from include.resolve import repair_mentions
from include.warehouse.claims import read_claims, read_complaints
from include.warehouse.frames import read_frame
from include.warehouse.trace import read_ground, trace_payments


def read_cases(connection: Connection, complaint_ids: Sequence[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return complaints and what their victims paid (frame complaint_payment).

    Of all, as `resolved` holds it. Complaints that are named may be as new as core: what was paid is recovered from the
    banks' own rows here, at a cost that does not hang on the history.
    """
    if complaint_ids is None:
        return read_frame(connection, "core/complaints"), read_frame(connection, "resolved/complaint_payment")
    complaints = read_complaints(connection, complaint_ids)
    return complaints, repair_mentions(read_claims(connection, complaints))


def follow_money(
    connection: Connection,
    complaints: pd.DataFrame,
    payments: pd.DataFrame,
    policy: Policy,
    risk: pd.DataFrame | None = None,
) -> Trace:
    """Trace the complaints until their reports. `risk` (account_id, mule_score) stands for the scores of the warehouse."""
    seeds = list_seeds(payments, complaints, policy.doubt_s)
    suspects = None if risk is None else risk.loc[risk["mule_score"] >= policy.sure_score, "account_id"].tolist()
    stretches = trace_payments(connection, seeds, policy.rule, suspects)
    ground = read_ground(connection, list_reached(stretches, seeds))
    if risk is not None:
        ground["mule_score"] = ground["account_id"].map(risk.set_index("account_id")["mule_score"])
    return Trace(seeds, stretches, ground)
