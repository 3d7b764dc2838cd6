"""Runs 0026_competing_claims.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
