"""Runs 0005_results.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
