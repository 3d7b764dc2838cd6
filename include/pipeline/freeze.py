"""The freeze DAG: follow every complaint's money and write what to hold into the ledger of proposals."""

from include.act.propose import propose_freezes
from include.warehouse.batch import open_copy
from include.warehouse.connect import open_transaction
from include.warehouse.frames import append_rows, read_evidence, read_frame
from include.warehouse.statements import read_statement


def propose(dsn: str) -> dict[str, int]:
    """Trace all complaints as of their reports and supersede the proposals that have changed; return counts."""
    with open_transaction(dsn) as connection:
        evidence = read_evidence(connection)
        payments = read_frame(connection, "resolved/complaint_payment")
        risk = read_frame(connection, "network/account_risk")
    proposals = propose_freezes(evidence, payments, risk)
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        open_copy(connection, "action", "freeze_proposal")
        append_rows(connection, "pg_temp", "freeze_proposal", proposals)
        cursor.execute(read_statement("action/freeze_proposal"))
        written = int(cursor.rowcount)
    return {"standing": len(proposals), "new": written}
