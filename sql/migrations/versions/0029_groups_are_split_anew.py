"""Runs 0029_groups_are_split_anew.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
