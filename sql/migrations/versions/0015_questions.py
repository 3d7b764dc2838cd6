"""Runs 0015_questions.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
