"""Results are merged: what stands as it is stays untouched, whatever its types."""

import pandas as pd
import pytest

from include.warehouse.connect import open_transaction
from include.warehouse.frames import merge_rows
from tests.conftest import Warehouse, execute

EDGE = {"source_type": "account", "source_key": "a", "target_type": "device", "target_key": "d", "kind": "uses"}


def edges(*weights: float) -> pd.DataFrame:
    """One edge per weight, with times, gaps and lists as the network has them."""
    rows = [
        EDGE | {"target_key": f"d{n}", "first_at": pd.NaT, "last_at": pd.Timestamp("2024-03-01 01:02:03", tz="UTC")}
        | {"weight": weight, "evidence": ["E1", f"ค่า {n}"]}
        for n, weight in enumerate(weights)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def merge(warehouse: Warehouse, frame: pd.DataFrame) -> int:
    with open_transaction(warehouse.engine) as connection:
        return merge_rows(connection, "network", "edge", frame)


def test_only_what_changed_is_written(warehouse: Warehouse) -> None:
    assert merge(warehouse, edges(0.1, 1 / 3, 3.0)) == 3
    before = warehouse.query("select target_key, xmin::text from network.edge order by 1")
    assert merge(warehouse, edges(0.1, 1 / 3, 3.0)) == 0
    assert merge(warehouse, edges(0.1, 0.5, 3.0)) == 2  # one taken away, one written
    after = warehouse.query("select target_key, xmin::text from network.edge order by 1")
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]
    assert warehouse.query("select weight, evidence from network.edge where target_key = 'd1'") == [
        (0.5, ["E1", "ค่า 1"])
    ]


def test_what_is_gone_is_taken_away(warehouse: Warehouse) -> None:
    merge(warehouse, edges(1.0, 2.0))
    assert merge(warehouse, edges(1.0)) == 1
    assert merge(warehouse, edges()) == 1
    assert warehouse.query("select count(*) from network.edge") == [(0,)]


def test_a_failure_leaves_what_stood(warehouse: Warehouse) -> None:
    merge(warehouse, edges(1.0))
    with pytest.raises(Exception, match="null value"):
        merge(warehouse, edges(2.0).assign(kind=None))
    assert warehouse.query("select weight from network.edge") == [(1.0,)]


def test_a_table_known_as_empty_is_not_read_again_for_each_row(warehouse: Warehouse) -> None:
    """The planner trusts its statistics; a nested loop over what the statement itself fills would cost the square of the rows."""
    execute(warehouse.owner, "vacuum analyze network.edge")
    with open_transaction(warehouse.engine) as connection, connection.cursor() as cursor:
        assert merge_rows(connection, "network", "edge", edges(*range(500))) == 500
        cursor.execute("select seq_scan from pg_stat_xact_user_tables where relid = 'network.edge'::regclass")
        assert cursor.fetchone()[0] <= 2
        cursor.execute("show enable_nestloop")
        assert cursor.fetchone() == ("on",)
