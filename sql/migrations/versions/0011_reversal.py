"""Runs 0011_reversal.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
