"""Runs 0012_identity.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
