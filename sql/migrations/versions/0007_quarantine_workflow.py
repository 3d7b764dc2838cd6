"""Runs 0007_quarantine_workflow.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
