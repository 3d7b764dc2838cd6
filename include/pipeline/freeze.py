"""The freeze DAG: follow complaints' money and write what to hold into the ledger of proposals."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.propose import propose_freezes
from include.core.frames import Evidence
from include.resolve import repair_mentions
from include.warehouse.batch import open_copy
from include.warehouse.connect import open_transaction
from include.warehouse.frames import append_rows, read_evidence, read_frame
from include.warehouse.statements import read_statement


def propose(dsn: str, complaint_ids: Sequence[str] | None = None) -> dict[str, int]:
    """Trace complaints (all, or these) as of their reports and supersede their proposals that have changed; return counts.

    Complaints that are named may be as new as core: what their victims paid is recovered here, not read from `resolved`.
    """
    with open_transaction(dsn) as connection:
        evidence, payments = _read_cases(connection, complaint_ids)
        risk = read_frame(connection, "network/account_risk")
    proposals = propose_freezes(evidence, payments, risk)
    ids = None if complaint_ids is None else list(complaint_ids)
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        open_copy(connection, "action", "freeze_proposal")
        append_rows(connection, "pg_temp", "freeze_proposal", proposals)
        cursor.execute(read_statement("action/freeze_proposal"), {"complaint_ids": ids})
        written = int(cursor.rowcount)
    return {"standing": len(proposals), "new": written}


def _read_cases(connection: Connection, complaint_ids: Sequence[str] | None) -> tuple[Evidence, pd.DataFrame]:
    evidence = read_evidence(connection)
    if complaint_ids is None:
        return evidence, read_frame(connection, "resolved/complaint_payment")
    is_asked = evidence.complaints["complaint_id"].isin(complaint_ids)
    chosen = replace(evidence, complaints=evidence.complaints[is_asked])
    return chosen, repair_mentions(chosen)
