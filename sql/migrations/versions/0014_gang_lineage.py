"""Runs 0014_gang_lineage.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
