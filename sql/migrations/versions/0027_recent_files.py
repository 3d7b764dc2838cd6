"""Runs 0027_recent_files.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
