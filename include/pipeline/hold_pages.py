"""The pages of holds: what analysts may read of them, laid out for whoever decides. Read-only."""

from datetime import datetime

from include.publish.hold_case import PAYMENTS, render_case
from include.publish.hold_desk import MOST, render_desk
from include.publish.hold_style import POLICY
from include.warehouse.connect import open_transaction
from include.warehouse.holds import read_rows

__all__ = ["POLICY", "show_case", "show_desk"]


def show_desk(dsn: str, now: datetime) -> str:
    """Return the page that lists holds."""
    with open_transaction(dsn) as connection:
        return render_desk(read_rows(connection, "mart/hold_desk.frame", {"most": MOST}), now)


def show_case(dsn: str, request_id: str, now: datetime) -> str | None:
    """Return the page of one request, None where there is no such request."""
    asked = {"request_id": request_id, "most": PAYMENTS}
    with open_transaction(dsn) as connection:
        cases = read_rows(connection, "mart/hold_case.frame", asked)
        if not cases:
            return None
        payments = read_rows(connection, "mart/hold_case_payment.frame", asked)
        return render_case(cases[0], payments, read_rows(connection, "mart/hold_case_sibling.frame", asked), now)
