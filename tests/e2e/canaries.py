"""Searches all that a run leaves for values of persons: logs, Airflow's own tables, Data Docs and other files, the warehouse.

A reporter's contact may stand in the vault only. Ids of account holders belong into the warehouse, and nowhere else.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from include.runner.postgres import start_postgres, stop_postgres
from include.runner.state import State

KEPT_AS_DELIVERED = "store"
SHORTEST = 8  # characters of a value that is searched for; shorter ones stand everywhere by chance
TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'vault')
"""


def read_contacts(delivery: Path) -> set[str]:
    """Return the contacts of all reporters of a delivery."""
    tips = delivery.glob("tips/public-tips/*.jsonl")
    lines = (json.loads(line) for path in tips for line in path.read_text(encoding="utf-8").splitlines())
    return {contact for line in lines if len(contact := line.get("reporter_contact") or "") >= SHORTEST}


def read_holders(delivery: Path) -> set[str]:
    """Return the ids of a bank's account holders."""
    found: set[str] = set()
    for path in delivery.glob("bank-a/accounts/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["holder_id"] for row in csv.DictReader(file) if len(row["holder_id"] or "") >= SHORTEST}
    return found


def find_in_files(state: State, values: set[str]) -> list[str]:
    """Return the files of a run that hold a value; not those kept as delivered, the databases' own, and the secrets."""
    return [str(path) for path in _list_files(state) if _holds(path.read_bytes().decode("utf-8", "replace"), values)]


def find_in_tables(state: State, contacts: set[str], holders: set[str]) -> list[str]:
    """Return the tables that hold a contact (all but the vault's), or a holder's id (Airflow's own)."""
    databases = start_postgres(state)
    try:
        ours = _search(databases.warehouse["rukkhat_owner"], contacts)
        return ours + _search(databases.airflow, contacts | holders)
    finally:
        stop_postgres(state)


def _list_files(state: State) -> Iterator[Path]:
    spared = (state.pgdata, state.home / KEPT_AS_DELIVERED, state.home / "secrets.json")
    for path in state.home.rglob("*"):
        if path.is_file() and not any(path == place or place in path.parents for place in spared):
            yield path


def _search(dsn: str, values: set[str]) -> list[str]:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables = [str(row[0]) for row in cursor.fetchall()]
            return [table for table in tables if _holds(_read_table(cursor, table), values)]
    finally:
        connection.close()


def _read_table(cursor: "psycopg2.extensions.cursor", table: str) -> str:
    cursor.execute(f"select coalesce(string_agg(line::text, chr(10)), '') from {table} as line")
    row = cursor.fetchone()
    return str(row[0]) if row else ""


def _holds(text: str, values: set[str]) -> bool:
    return any(value in text for value in values)
