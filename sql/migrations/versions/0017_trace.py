"""Runs 0017_trace.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
