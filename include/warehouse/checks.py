"""Runs the checks across tables: each a query in `sql/checks/` that returns offending rows."""

import re

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import list_checks


def run_checks(connection: Connection) -> dict[str, tuple[str, int]]:
    """Return, per check, its loudness (fail or warn) and how many rows offend."""
    found = {}
    with connection.cursor() as cursor:
        for path in list_checks():
            statement = path.read_text(encoding="utf-8")
            loudness = re.search(r"^-- loudness: (fail|warn)$", statement, re.MULTILINE)
            cursor.execute(statement)
            found[path.stem] = (loudness.group(1) if loudness else "fail", len(cursor.fetchall()))
    return found
