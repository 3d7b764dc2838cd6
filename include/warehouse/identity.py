"""What the warehouse knows of identity: records, links, decisions, parameters; read and written for the pipeline."""

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812
from psycopg2.extras import execute_batch

from include.warehouse.frames import append_rows, replace_rows
from include.warehouse.statements import read_statement

RECORD = (
    "record_key", "person_id", "kind", "account_id", "iccid", "id_type", "id_no", "id_key", "name_th", "name_en", "phone_id",
    "device_id", "province",
)  # fmt: skip
TABLES = ("person", "person_account", "person_sim", "identity_record", "identity_link")


@dataclass(frozen=True)
class State:
    """Where the last run stood, and what has come since; zeros before the first."""

    run_id: int
    model_version: int
    last_decision_id: int
    newest_model: int
    newest_decision: int
    record_count: int
    last_person_id: int


def lock_identity(connection: Connection) -> None:
    """Wait until nobody else resolves or decides, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("resolved/identity_lock"))


def read_state(connection: Connection) -> State:
    """Return where the last run stood."""
    row = select_rows(connection, "identity_state").iloc[0]
    return State(*(int(value or 0) if pd.notna(value) else 0 for value in row))


def select_rows(connection: Connection, name: str, parameters: dict[str, Any] | None = None) -> pd.DataFrame:
    """Return the rows of `sql/resolved/<name>.sql`, for few of them; all columns are objects, missing is None."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement(f"resolved/{name}"), parameters)
        columns = [column.name for column in cursor.description or ()]
        return pd.DataFrame(cursor.fetchall(), columns=columns, dtype="object")


def read_model(connection: Connection) -> tuple[int, bool, dict[str, Any]] | None:
    """Return (version, is_default, shares) of the parameters in force, None before the first run."""
    rows = select_rows(connection, "identity_model")
    for version, is_default, shares in rows.itertuples(index=False):
        return int(version), bool(is_default), dict(shares)
    return None


def keep_model(connection: Connection, shares: dict[str, Any], is_default: bool, records: int, reason: str) -> int:
    """Store parameters; return their version."""
    parameters = {
        "learnt": json.dumps(shares, ensure_ascii=False),
        "is_default": is_default,
        "record_count": records,
        "reason": reason,
    }
    return int(select_rows(connection, "identity_model.kept", parameters)["model_version"].astype("int64").max())


def keep_decision(connection: Connection, decision: dict[str, str]) -> int:
    """Write a decision (left_key, right_key, decision, reason, decided_by); return 0 where a record is not known."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("resolved/identity_decision"), decision)
        return int(cursor.rowcount)


def write_all(connection: Connection, tables: dict[str, pd.DataFrame]) -> None:
    """Replace all persons, records and links; readers see the old ones until the commit."""
    for name in reversed(TABLES):
        replace_rows(connection, "resolved", name, tables[name])


def write_some(connection: Connection, tables: dict[str, pd.DataFrame], old_persons: list[int]) -> None:
    """Replace the rows of the records in `tables`, and their persons, old and new."""
    records = tables["identity_record"]
    parameters = {
        "keys": records["record_key"].tolist(),
        "accounts": [int(value) for value in records["account_id"].dropna()],
        "iccids": records["iccid"].dropna().tolist(),
        "persons": sorted({*old_persons, *map(int, tables["person"]["person_id"])}),
    }
    with connection.cursor() as cursor:
        cursor.execute(read_statement("resolved/identity_forgotten"), parameters)
    for name in TABLES:
        append_rows(connection, "resolved", name, tables[name])


def finish_run(connection: Connection, run: dict[str, Any], sources: pd.DataFrame, phones: list[int] | None) -> None:
    """Write whose number is whose (of `phones`, or all), the files that are done, and the run."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("resolved/person_phone"), {"is_all": phones is None, "phones": phones or []})
        execute_batch(cursor, read_statement("resolved/identity_source"), sources.to_dict("records"), page_size=500)
        cursor.execute(read_statement("resolved/identity_run"), run)


def mark_sources(connection: Connection, sources: pd.DataFrame) -> None:
    """Remember files that changed nobody."""
    with connection.cursor() as cursor:
        execute_batch(cursor, read_statement("resolved/identity_source"), sources.to_dict("records"), page_size=500)
