"""Runs 0016_learning.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
