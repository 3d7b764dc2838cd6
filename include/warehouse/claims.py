"""What victims claim, with the bank's own rows that they may mean: read for a few complaints, whatever the history."""

from collections.abc import Sequence

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.frames import FRAME_NAMES, Evidence
from include.warehouse.frames import read_frame


def read_complaints(connection: Connection, complaint_ids: Sequence[str]) -> pd.DataFrame:
    """Return complaint_id, reported_at, victim_account_id and loss_satang of these complaints."""
    return read_frame(connection, "core/asked_complaint", {"complaint_ids": list(complaint_ids)})


def read_claims(connection: Connection, complaints: pd.DataFrame) -> Evidence:
    """Return the evidence that `repair_mentions` needs for these complaints, and no more; other frames are empty."""
    asked = {"complaint_ids": complaints["complaint_id"].tolist()}
    claims = read_frame(connection, "core/asked_claim", asked)
    candidates = read_frame(connection, "mart/claim_candidate", asked)
    wanted = pd.concat([claims["account_id"], candidates["creditor_id"]]).drop_duplicates()
    accounts = read_frame(connection, "core/claim_account", {"account_ids": wanted.tolist()})
    frames = dict.fromkeys(FRAME_NAMES, pd.DataFrame())
    frames |= {"complaints": complaints, "complaint_transfers": claims, "transfers": candidates, "accounts": accounts}
    return Evidence(**frames | {"snapshots": accounts[accounts["is_seen"]]})
