"""Brings a warehouse to the present: migrations once each (Alembic), then the views and functions, rebuilt in one
transaction when one of them changed.
"""

import hashlib
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from psycopg2.extensions import connection as Connection  # noqa: N812
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from include.warehouse.connect import open_transaction
from include.warehouse.statements import SQL_ROOT, list_views

READERS = """
grant select on all tables in schema mart to rukkhat_analyst, rukkhat_engine, rukkhat_loader;
revoke execute on all routines in schema mart from public;
grant execute on all routines in schema mart to rukkhat_analyst, rukkhat_engine, rukkhat_loader
"""


def run_sibling_sql(version_file: str) -> None:
    """Execute the SQL file of the same name as a migration, on the migration's connection."""
    statement = Path(version_file).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statement.replace("%", "%%"))


def migrate(owner_dsn: str) -> list[str]:
    """Apply what is missing; return the names of what was applied, nothing if the warehouse was current.

    The DSN's role becomes the owner of all objects; the group roles must exist.
    """
    engine = create_engine(_with_driver(owner_dsn), poolclass=NullPool)
    before = _current_version(engine)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SQL_ROOT / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    after = _current_version(engine)
    applied = [f"migrations {before or 'none'} to {after}"] if before != after else []
    with open_transaction(owner_dsn) as connection:
        return applied + _rebuild_views(connection)


def _with_driver(dsn: str) -> str:
    return dsn.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg2://", 1)


def _current_version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(
            connection, opts={"version_table": "schema_version", "version_table_schema": "public"}
        ).get_current_revision()


def _rebuild_views(connection: Connection) -> list[str]:
    views = list_views()
    digest = hashlib.sha256("".join(path.read_text(encoding="utf-8") for _, path in views).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('mart'::regnamespace)")
        row = cursor.fetchone()
        if row and str(row[0]).endswith(digest):
            return []
        for name, path in reversed(views):
            kind = "routine" if path.name.endswith(".function.sql") else "view"
            cursor.execute(f"drop {kind} if exists {name} cascade")
        for _, path in views:
            cursor.execute(path.read_text(encoding="utf-8"))
        cursor.execute("grant select on all tables in schema core, action to rukkhat_engine")
        cursor.execute(READERS)
        cursor.execute("comment on schema mart is %s", (f"What analysts read; views and functions of digest {digest}",))
    return [f"views and functions ({len(views)})"]
