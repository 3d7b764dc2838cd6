"""Runs 0018_holds.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
