"""Runs 0010_contract.sql, which says why."""

from include.warehouse.migrate import run_sibling_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply the SQL file beside this one."""
    run_sibling_sql(__file__)
