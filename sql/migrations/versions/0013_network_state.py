"""Runs 0013_network_state.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
