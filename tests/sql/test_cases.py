"""Runs `tests/sql/<schema>/<record>/<case>/`: loads the numbered batches as the loader would, then compares the tables named."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from include.warehouse.batch import load_batch, open_batch, stage_rows
from include.warehouse.connect import open_transaction
from tests.conftest import Warehouse

ROOT = Path(__file__).parent
CASES = sorted({path.parent for path in ROOT.glob("*/*/*/*_staged.csv")})


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(warehouse: Warehouse, case: Path) -> list[tuple[int, int]]:
    """Load each batch in a transaction of its own; return the conflicts of all."""
    found = []
    for batch in sorted(case.glob("*_staged.csv")):
        with open_transaction(warehouse.loader) as connection:
            opened = open_batch(connection, case.parent.name)
            stage_rows(connection, opened, pd.read_csv(batch, dtype="str", keep_default_na=False, na_values=[""]))
            found += load_batch(connection, opened)[1]
    return found


def test_there_are_cases() -> None:
    assert len(CASES) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(ROOT)))
def test_case(warehouse: Warehouse, case: Path) -> None:
    conflicts = load(warehouse, case)
    for expected in case.glob("*.csv"):
        if expected.name.endswith("_staged.csv"):
            continue
        wanted = read_csv(expected)
        if expected.stem == "conflicts":
            assert [{"file_id": str(file), "row_no": str(row)} for file, row in conflicts] == wanted
            continue
        columns = ", ".join(f"coalesce({name}::text, '')" for name in wanted[0])
        rows = warehouse.query(f"set timezone to utc; select {columns} from {expected.stem}")
        found = sorted(list(dict(zip(wanted[0], row, strict=True)).items()) for row in rows)
        assert [dict(row) for row in found] == sorted(wanted, key=lambda row: list(row.items()))
