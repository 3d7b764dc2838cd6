"""Runs 0019_give_back.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
