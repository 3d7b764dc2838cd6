"""Runs 0003_staging.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
