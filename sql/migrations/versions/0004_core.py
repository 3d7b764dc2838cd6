"""Runs 0004_core.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
