"""SQL flows one way: a file reads only its own schema and those to its left, and says what it reads and writes."""

import re
from pathlib import Path

import pytest

SQL_ROOT = Path(__file__).resolve().parents[2] / "sql"
ORDER = ("landing", "staging", "core", "resolved", "network", "action", "mart")
FILES = sorted(path for schema in ORDER for path in (SQL_ROOT / schema).glob("*.sql"))
CHECKS = sorted((SQL_ROOT / "checks").glob("*.sql"))


def strip_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


def find_tables(text: str) -> set[str]:
    """All schema-qualified names of our schemas that the statement touches; the session's batch counts as staging."""
    code = strip_comments(text).replace("pg_temp.", "staging.")
    return {
        f"{schema}.{name}"
        for schema, name in re.findall(
            r"\b(landing|staging|core|resolved|network|action|mart|vault)\.([a-z_]+)\b", code
        )
    }


def declared(text: str, word: str) -> set[str]:
    match = re.search(rf"^-- {word}: (.+)$", text, re.MULTILINE)
    return {name.strip() for name in match.group(1).split(",")} if match else set()


def test_there_is_sql_in_every_schema_that_the_flow_names() -> None:
    assert {path.parent.name for path in FILES} == set(ORDER) - {"staging"}


@pytest.mark.parametrize("path", FILES + CHECKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_header_says_grain_and_exactly_what_is_touched(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- "), "the first line says the grain"
    aliases = set(re.findall(r"\b(?:as|join lateral) ([a-z_]+)\b(?!\.)", strip_comments(text)))
    touched = {name for name in find_tables(text) if name.split(".")[0] not in aliases}
    touched -= {f"staging.{name}" for name in re.findall(r"create temporary table (?:if not exists )?([a-z_]+)", text)}
    touched -= {f"staging.{path.name.split('.')[0]}"} if path.parent.name == "action" else set()
    assert touched == declared(text, "reads") | declared(text, "writes")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_reads_nothing_to_the_right(path: Path) -> None:
    own = ORDER.index(path.parent.name)
    reads = declared(path.read_text(encoding="utf-8"), "reads")
    assert {name for name in reads if ORDER.index(name.split(".")[0]) > own} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_writes_only_its_own_schema(path: Path) -> None:
    writes = declared(path.read_text(encoding="utf-8"), "writes")
    assert {name.split(".")[0] for name in writes} <= {path.parent.name, "vault"}


def test_no_format_strings_in_statements() -> None:
    assert [
        path.name for path in FILES if re.search(r"\{\w*\}|\{\{", strip_comments(path.read_text(encoding="utf-8")))
    ] == []


@pytest.mark.parametrize("path", sorted(SQL_ROOT.glob("*/*.function.sql")), ids=lambda path: path.name)
def test_functions_run_as_their_owner_and_look_nowhere_else(path: Path) -> None:
    code = strip_comments(path.read_text(encoding="utf-8"))
    assert path.parent.name == "mart", "functions answer analysts"
    assert "security definer" in code
    assert "set search_path = ''" in code
    assert re.search(r"\bstable\b", code), "a question changes nothing"
