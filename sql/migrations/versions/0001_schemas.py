"""Runs 0001_schemas.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
