"""Runs 0006_slim_posting.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
