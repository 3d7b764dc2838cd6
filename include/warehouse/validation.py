"""What Great Expectations found in each file (`landing.validation_result`), and where Data Docs show it."""

from typing import Any

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement


def record_validation(connection: Connection, results: pd.DataFrame) -> None:
    """Write counts per file and expectation (columns of the table) in the caller's transaction; a former result goes."""
    _write(connection, "landing/validation_result", results)


def read_unbuilt(connection: Connection) -> pd.DataFrame:
    """Return the results that do not yet stand in Data Docs: one row per file and expectation, in their order."""
    return _read(connection, "landing/validation_unbuilt.frame")


def read_pages(connection: Connection) -> pd.DataFrame:
    """Return the newest files that stand in Data Docs, newest first, with what they failed."""
    return _read(connection, "landing/validation_page.frame")


def record_pages(connection: Connection, pages: pd.DataFrame) -> None:
    """Write where each file's page stands: file_id, data_docs_path (below the site), validated_at."""
    _write(connection, "landing/validation_page", pages)


def _read(connection: Connection, statement: str) -> pd.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(read_statement(statement))
        names = [column.name for column in cursor.description or ()]
        return pd.DataFrame(cursor.fetchall(), columns=names)


def _write(connection: Connection, statement: str, frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    columns: dict[str, list[Any]] = {str(name): list(values.astype(object)) for name, values in frame.items()}
    with connection.cursor() as cursor:
        cursor.execute(read_statement(statement), columns)
