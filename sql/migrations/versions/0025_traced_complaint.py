"""Runs 0025_traced_complaint.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0025"
down_revision = "0022"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
