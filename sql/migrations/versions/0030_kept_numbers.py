"""Runs 0030_kept_numbers.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
