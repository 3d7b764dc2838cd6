"""Proposals for all complaints, and for those that have just come."""

import pytest

from include.pipeline.freeze import propose
from tests.conftest import Warehouse, execute
from tests.ledger import plant_accounts, plant_complaint, plant_scores, plant_snapshots, plant_transfers, write

BAHT = 100
ACCOUNT = "core.account (account_id, bank_code, account_no) overriding system value"
READ = "select seq_scan from pg_stat_all_tables where relid = 'core.posting'::regclass"
VICTIM, MULE, NEXT, OTHER = range(4)


@pytest.fixture
def planted(warehouse: Warehouse) -> Warehouse:
    plant_accounts(warehouse, ["901", "902", "903", "901"])
    plant_snapshots(warehouse, [(account, -60, 0) for account in (MULE, NEXT)])
    plant_scores(warehouse, {MULE: 0.9, NEXT: 0.9})
    plant_transfers(warehouse, [(0, VICTIM, MULE, 900 * BAHT), (5, OTHER, NEXT, 700 * BAHT)])
    plant_complaint(warehouse, "C1", VICTIM, 900 * BAHT, [(MULE, 900 * BAHT, 3)], 60)
    return warehouse


def read(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.query(
        "select complaint_id, account_no::integer, traced_amount::integer from mart.freeze_proposal order by 1, 2"
    )


def test_a_complaint_that_has_just_come_is_answered_alone(planted: Warehouse) -> None:
    assert propose(planted.engine, ["C1"]) == {"standing": 1, "new": 1}
    plant_complaint(planted, "C2", OTHER, 700 * BAHT, [(NEXT, 700 * BAHT, 6)], 90)
    assert propose(planted.engine, ["C2"]) == {"standing": 1, "new": 1}
    assert read(planted) == [("C1", MULE, 900), ("C2", NEXT, 700)], "the first one stands"
    assert propose(planted.engine, ["C1", "C2"]) == {"standing": 2, "new": 0}


def test_nobody_asked_nothing_written(planted: Warehouse) -> None:
    propose(planted.engine, ["C1"])
    assert propose(planted.engine, []) == {"standing": 0, "new": 0}
    assert propose(planted.engine, ["C9"]) == {"standing": 0, "new": 0}
    assert read(planted) == [("C1", MULE, 900)]


def test_a_complaint_reads_no_history(planted: Warehouse) -> None:
    others = [(float(n % 4000), 10 + n % 40, 10 + (n * 7) % 40, 100 + n) for n in range(6000)]
    write(planted, ACCOUNT, [(10 + n, "901", f"9{n:09d}") for n in range(40)])
    plant_transfers(planted, [row for row in others if row[1] != row[2]], first=10)
    execute(planted.owner, "vacuum analyze core.posting, core.account, core.account_version")
    before = planted.query(READ)
    assert propose(planted.engine, ["C1"]) == {"standing": 1, "new": 1}
    execute(planted.owner, "select pg_stat_force_next_flush()")
    assert planted.query(READ) == before, "found by account and time, not by reading the table"
