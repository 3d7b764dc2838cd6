"""The scorecards DAG: every command by the same figures."""

from include.act.scorecard import score_commands
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_frame, replace_rows


def score(dsn: str) -> dict[str, int]:
    """Bring `action.command_scorecard` to the present; return its rows."""
    with open_transaction(dsn) as connection:
        complaints = read_frame(connection, "core/complaints")
        payments = read_frame(connection, "resolved/complaint_payment")
        proposals = read_frame(connection, "action/freeze_proposal")
        cards = score_commands(complaints, payments, proposals)
        return {"cards": replace_rows(connection, "action", "command_scorecard", cards)}
