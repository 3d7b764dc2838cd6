"""Runs 0021_parted_component.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
