"""Roles are made once, with the passwords given, by an administrator who need be no superuser."""

import secrets

import psycopg2
import pytest
from psycopg2 import sql

from include.runner.roles import LOGINS, make_login, make_roles, read_admin, read_passwords, run_statements, with_login
from include.warehouse.migrate import migrate


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("postgresql://admin:x@db:5432/w?sslmode=require", "postgresql://me:p%2Fw@db:5432/w?sslmode=require"),
        ("postgresql://admin@/w?host=%2Ftmp", "postgresql://me:p%2Fw@/w?host=%2Ftmp"),
        ("postgresql://db/w", "postgresql://me:p%2Fw@db/w"),
    ],
)
def test_a_login_takes_the_place_of_another(dsn: str, expected: str) -> None:
    assert with_login(dsn, "me", "p/w") == expected


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(RuntimeError, match="RUKKHAT_OWNER_PASSWORD"):
        read_passwords({})
    with pytest.raises(RuntimeError, match="RUKKHAT_ADMIN_DSN"):
        read_admin({})


def test_an_administrator_who_is_no_superuser_can_provision(cluster: str) -> None:
    tag = secrets.token_hex(4)
    root = f"postgresql://postgres@/postgres?host={cluster}"
    make_login(root, f"admin_{tag}", "x")
    run_statements(
        root,
        [
            sql.SQL("alter role {} createrole createdb").format(sql.Identifier(f"admin_{tag}")),
            sql.SQL(
                "grant rukkhat_owner, rukkhat_loader, rukkhat_engine, rukkhat_analyst to {} with admin option"
            ).format(sql.Identifier(f"admin_{tag}")),
            sql.SQL("create database {0} owner {1}").format(
                sql.Identifier(f"own_{tag}"), sql.Identifier(f"admin_{tag}")
            ),
        ],
    )
    admin = f"postgresql://admin_{tag}:x@/own_{tag}?host={cluster}"
    passwords = dict.fromkeys(LOGINS, "x")
    try:
        dsns = make_roles(admin, passwords)
        assert migrate(dsns["rukkhat_owner"]) != []
        assert make_roles(admin, passwords) == dsns
        assert migrate(dsns["rukkhat_owner"]) == []
        for role, dsn in dsns.items():
            connection = psycopg2.connect(dsn)
            with connection.cursor() as cursor:
                cursor.execute("select current_user, rolsuper from pg_roles where rolname = current_user")
                assert cursor.fetchone() == (role, False)
            connection.close()
    finally:
        run_statements(root, [sql.SQL("drop database {} with (force)").format(sql.Identifier(f"own_{tag}"))])
