"""Runs 0008_validation.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
