"""Runs 0028_heard.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
