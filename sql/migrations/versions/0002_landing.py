"""Runs 0002_landing.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
