"""Runs 0020_numbered_posting.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
