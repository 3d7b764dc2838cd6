"""The warehouse's roles: made by an administrator before the first migration, which then grants them their rights."""

import os
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

LOGINS = ("rukkhat_owner", "rukkhat_loader", "rukkhat_engine", "rukkhat_analyst")
GROUPS = ("rukkhat_vault",)


def make_roles(admin: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Make the logins (each with its password) and groups where they are missing; return a DSN per login.

    The database that `admin` names then belongs to rukkhat_owner. `admin` needs CREATEROLE, not superuser.
    """
    for role in LOGINS:
        make_login(admin, role, passwords[role])
    name = sql.Identifier(parse_dsn(admin)["dbname"])
    run_statements(
        admin,
        [
            *(_create_role(role, "nologin") for role in GROUPS),
            # An administrator who is no superuser may only give a database to a role that it is a member of.
            sql.SQL("grant rukkhat_owner to current_user"),
            sql.SQL("alter database {} owner to rukkhat_owner").format(name),
            sql.SQL("revoke all on database {} from public").format(name),
        ],
    )
    return {role: with_login(admin, role, passwords[role]) for role in LOGINS}


def make_login(admin: str, role: str, password: str) -> None:
    """Make a login role if it is missing, and set its password."""
    alter = sql.SQL("alter role {} login password {}").format(sql.Identifier(role), sql.Literal(password))
    run_statements(admin, [_create_role(role, "login"), alter])


def with_login(dsn: str, user: str, password: str, database: str | None = None) -> str:
    """Return a postgresql:// DSN with another user and password, and another database if one is given."""
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    path = f"/{database}" if database else parts.path
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}", path=path))


def run_statements(dsn: str, statements: Iterable[sql.Composable]) -> None:
    """Run statements one by one, each committed by itself."""
    connection = psycopg2.connect(dsn, connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def read_passwords(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the logins' passwords from RUKKHAT_OWNER_PASSWORD and so on.

    Raises:
        RuntimeError: one of them is not set.
    """
    return {role: _require(environment, f"{role.upper()}_PASSWORD") for role in LOGINS}


def read_admin(environment: Mapping[str, str] = os.environ) -> str:
    """Return the DSN (RUKKHAT_ADMIN_DSN) of who may make roles in the warehouse.

    Raises:
        RuntimeError: it is not set.
    """
    return _require(environment, "RUKKHAT_ADMIN_DSN")


def _require(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise RuntimeError(f"the variable {name} is not set")
    return environment[name]


def _create_role(role: str, attributes: str) -> sql.Composable:
    return sql.SQL(
        "do $$ begin if not exists (select from pg_roles where rolname = {name}) "
        "then create role {role} {attributes}; end if; end $$"
    ).format(name=sql.Literal(role), role=sql.Identifier(role), attributes=sql.SQL(attributes))
