"""Asks the warehouse to follow money, and what is known of the accounts that it reached."""

from collections.abc import Sequence

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.frames import read_frame

ASKED = ("complaint_id", "account_id", "paid_at", "amount_satang", "as_of", "victim_account_id")
GROUND = ("complaint_id", "account_id", "since", "as_of")


def trace_payments(
    connection: Connection,
    seeds: pd.DataFrame,
    rule: str,
    suspects: Sequence[int] | None = None,
    *,
    passes_sellers: bool = False,
) -> pd.DataFrame:
    """Follow each complaint's payments until its `as_of`; return one row per stretch of its money in a payment.

    `seeds` has the columns ASKED. Companies are ends unless they are among the `suspects` (None: as the network scores them
    now) or `passes_sellers`.
    """
    chosen = {"rule": rule, "suspects": None if suspects is None else list(suspects), "passes_sellers": passes_sellers}
    return read_frame(connection, "mart/traced_stretch", _to_arrays(seeds, ASKED) | chosen)


def read_ground(connection: Connection, reached: pd.DataFrame) -> pd.DataFrame:
    """Return the frame account_ground of the accounts reached (columns GROUND)."""
    return read_frame(connection, "mart/account_ground", _to_arrays(reached, GROUND))


def _to_arrays(rows: pd.DataFrame, columns: Sequence[str]) -> dict[str, object]:
    """Columns as lists of what the driver knows."""
    return {
        name: rows[name].dt.to_pydatetime().tolist() if name in {"paid_at", "as_of", "since"} else rows[name].tolist()
        for name in columns
    }
