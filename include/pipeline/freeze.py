"""The freeze DAG: follow complaints' money and write what to hold into the ledger of proposals."""

from collections.abc import Sequence

from include.act.propose import Policy, propose_freezes
from include.pipeline.tracing import follow_money, read_cases
from include.warehouse.batch import open_copy
from include.warehouse.connect import open_transaction
from include.warehouse.frames import append_rows
from include.warehouse.statements import read_statement
from include.warehouse.tracing import freeze_view, list_unresolved, list_untraced, mark_traced


def propose(dsn: str, complaint_ids: Sequence[str] | None = None) -> dict[str, int]:
    """Trace complaints (all, or these) as of their reports and supersede their proposals that have changed; return counts.

    A complaint costs what its own money touched, whatever the history. Of all, those stay as they are that have come since
    payments were resolved, or since the work began: the fast lane has answered them from newer evidence.
    """
    policy = Policy()
    with open_transaction(dsn) as connection:
        freeze_view(connection)
        complaints, payments = read_cases(connection, complaint_ids)
        young = list_unresolved(connection) if complaint_ids is None else []
        waiting = list_untraced(connection)
        proposals = propose_freezes(follow_money(connection, complaints, payments, policy), policy)
    ids = complaints.loc[~complaints["complaint_id"].isin(young), "complaint_id"].tolist()
    answered = frozenset(ids)
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        open_copy(connection, "action", "freeze_proposal")
        append_rows(connection, "pg_temp", "freeze_proposal", proposals)
        cursor.execute(read_statement("action/freeze_proposal"), {"complaint_ids": ids})
        written = int(cursor.rowcount)
        mark_traced(connection, [version for version in waiting if version[0] in answered])
    return {"standing": len(proposals), "new": written}
