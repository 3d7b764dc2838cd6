"""Runs 0022_gang_history.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
