"""The register of faults names tests that exist, and every row has a test or a reason."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
REGISTER = (PROJECT / "docs/faults.md").read_text(encoding="utf-8")


def list_tests() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (PROJECT / "tests").rglob("test_*.py"))
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def list_rows() -> list[list[str]]:
    rows = [line.strip("|").split("|") for line in REGISTER.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[0].strip() != "fault"]


def test_named_tests_exist() -> None:
    named = set(re.findall(r"`(test_\w+)`", REGISTER))
    assert named - list_tests() == set()
    assert len(named) > 80


def test_every_fault_has_a_test_or_a_reason() -> None:
    assert [row[0] for row in list_rows() if "`test_" not in row[2] and "reason: " not in row[2]] == []
    assert all(len(row) == 3 for row in list_rows())
