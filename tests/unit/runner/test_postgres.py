"""The embedded PostgreSQL: by socket and password only, started and stopped any number of times, no work as superuser."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg2
import pytest

from include.runner.postgres import Databases, choose_buffers, find_psql, start_postgres, stop_postgres, to_libpq
from include.runner.state import State, open_state
from include.warehouse.migrate import migrate


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    state = open_state({"RUKKHAT_HOME": str(tmp_path_factory.mktemp("runner") / "state")})
    yield state
    stop_postgres(state)


@pytest.fixture(scope="module")
def databases(state: State) -> Databases:
    """PostgreSQL, started, stopped and started again, with a migrated warehouse."""
    start_postgres(state)
    stop_postgres(state)
    databases = start_postgres(state)
    migrate(databases.warehouse["rukkhat_owner"])
    return databases


def query(dsn: str, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())
    finally:
        connection.close()


def test_no_login_of_the_pipeline_is_superuser(databases: Databases) -> None:
    for dsn in (*databases.warehouse.values(), databases.airflow):
        assert query(dsn, "select rolsuper from pg_roles where rolname = current_user") == [(False,)]


def test_it_listens_on_no_address(databases: Databases) -> None:
    assert query(databases.airflow, "show listen_addresses") == [("",)]


def test_nobody_comes_in_without_the_password(databases: Databases) -> None:
    dsn = databases.warehouse["rukkhat_analyst"]
    password = str(urlsplit(dsn).password)
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(dsn.replace(password, "guessed"))
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(dsn.replace(f":{password}", ""), passfile="/dev/null")


def test_airflow_and_the_warehouse_cannot_open_each_other(databases: Databases) -> None:
    other = urlsplit(databases.airflow)._replace(path="/rukkhat").geturl()
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(other)


def test_another_session_keeps_it_up(state: State, databases: Databases) -> None:
    connection = psycopg2.connect(databases.warehouse["rukkhat_analyst"])
    stop_postgres(state, only_if_idle=True)
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
    connection.close()


def test_no_password_stands_in_a_command_line(databases: Databases) -> None:
    settings = to_libpq(databases.warehouse["rukkhat_analyst"])
    assert settings["PGUSER"] == "rukkhat_analyst"
    assert settings["PGPASSWORD"]
    assert Path(find_psql()).is_file()


def test_a_warehouse_that_does_not_answer_is_named(state: State, databases: Databases) -> None:
    elsewhere = State(state.home, state.port, "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(RuntimeError, match="RUKKHAT_DSN cannot be opened"):
        start_postgres(elsewhere)


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(1, 256), (8, 1024), (16, 2048), (512, 4096)])
def test_buffers_follow_the_machine(monkeypatch: pytest.MonkeyPatch, gigabytes: int, megabytes: int) -> None:
    memory = SimpleNamespace(total=gigabytes << 30)
    monkeypatch.setattr("include.runner.postgres.psutil.virtual_memory", lambda: memory)
    assert choose_buffers() == megabytes
