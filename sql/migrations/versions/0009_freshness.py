"""Runs 0009_freshness.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
