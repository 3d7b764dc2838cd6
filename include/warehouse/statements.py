"""Finds the SQL of the warehouse: `sql/<schema>/<name>[.conflict|.view|.function|.frame|.since].sql`."""

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

SQL_ROOT = Path(__file__).resolve().parents[2] / "sql"
SCHEMAS = ("landing", "staging", "core", "resolved", "network", "action", "mart")


@cache
def read_statement(name: str) -> str:
    """Return the text of `sql/<name>.sql`, e.g. `core/posting` or `core/posting.conflict`."""
    return (SQL_ROOT / f"{name}.sql").read_text(encoding="utf-8")


def has_statement(name: str) -> bool:
    """Tell whether `sql/<name>.sql` exists."""
    return (SQL_ROOT / f"{name}.sql").is_file()


def list_views() -> tuple[tuple[str, Path], ...]:
    """Return (qualified name, file) of every view and function, each after those that its header says it reads."""
    found = {
        f"{schema}.{path.name.split('.')[0]}": path
        for schema in SCHEMAS
        for kind in ("view", "function")
        for path in sorted((SQL_ROOT / schema).glob(f"*.{kind}.sql"))
    }
    reads = {
        name: [read for read in _list_reads(path) if read in found and read != name] for name, path in found.items()
    }
    return tuple((name, found[name]) for name in TopologicalSorter(reads).static_order())


def _list_reads(path: Path) -> list[str]:
    header = re.search(r"^-- reads: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return header[1].split(", ") if header else []


def list_checks() -> tuple[Path, ...]:
    """Return the checks across tables, each a query for offending rows."""
    return tuple(sorted((SQL_ROOT / "checks").glob("*.sql")))
