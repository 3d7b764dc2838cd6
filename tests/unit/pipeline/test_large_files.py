"""A file larger than a chunk is loaded part by part in one transaction; it is whole, or nothing of it is there."""

from pathlib import Path

import pytest

from include.pipeline import ingest, loading, reading
from tests.conftest import Warehouse
from tests.deliveries import posting, put_file, put_postings

HEALTH = """
select file_name, status, rows_read, rows_loaded, rows_quarantined, rows_duplicate from mart.feed_health order by file_name
"""
CHUNK = 40


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK_ROWS", CHUNK)


def take(warehouse: Warehouse, root: Path, home: Path) -> None:
    ingest.land(warehouse.loader, str(root), str(home))
    ingest.load(warehouse.loader, "bank-a", str(home))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Small files around a large one; a duplicate and a conflict of its first part stand in its last."""
    large = [posting(n) for n in range(100, 220)]
    large += [posting(230, amount="abc"), posting(101), posting(102, amount="1.00")]
    put_postings(tmp_path / "in", "20240301T09.csv", [posting(n) for n in range(10)])
    put_postings(tmp_path / "in", "20240301T10.csv", large)
    put_postings(tmp_path / "in", "20240301T11.csv", [posting(n) for n in range(5, 20)])
    return tmp_path / "in"


def test_parts_are_accounted_for_as_one_file(warehouse: Warehouse, root: Path, tmp_path: Path) -> None:
    take(warehouse, root, tmp_path / "home")
    assert warehouse.query(HEALTH) == [
        ("20240301T09.csv", "loaded", 10, 10, 0, 0),
        ("20240301T10.csv", "loaded", 123, 120, 2, 1),
        ("20240301T11.csv", "loaded", 15, 10, 0, 5),
    ]
    rows = warehouse.query("select row_no, rule from mart.quarantine order by row_no")
    assert rows == [(121, "bad_amount"), (123, "conflict")]
    assert warehouse.query("select count(*), sum(amount) from core.transfer") == [(140, 14000)]


def test_a_large_file_that_ends_badly_leaves_nothing(warehouse: Warehouse, root: Path, tmp_path: Path) -> None:
    bad = [posting(n, amount="abc") for n in range(400, 430)]
    put_postings(root, "20240301T10.csv", [*[posting(n) for n in range(100, 220)], *bad])
    take(warehouse, root, tmp_path / "home")
    assert [row[:4] for row in warehouse.query(HEALTH)] == [
        ("20240301T09.csv", "loaded", 10, 10),
        ("20240301T10.csv", "rejected", 0, 0),
        ("20240301T11.csv", "loaded", 15, 10),
    ]
    assert warehouse.query("select count(*) from core.posting") == [(20,)]
    assert warehouse.query("select count(*) from mart.quarantine") == [(0,)]


def test_a_large_file_that_breaks_off_leaves_nothing(warehouse: Warehouse, root: Path, tmp_path: Path) -> None:
    broken = [*[posting(n) for n in range(100, 220)], posting(220, remark='"never closed')]
    put_postings(root, "20240301T10.csv", broken)
    take(warehouse, root, tmp_path / "home")
    assert ("20240301T10.csv", "rejected", 0, 0, 0, 0) in warehouse.query(HEALTH)
    assert warehouse.query("select count(*) from core.posting") == [(20,)]


def test_an_error_while_a_part_is_judged_leaves_nothing(
    warehouse: Warehouse, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, judge = [0], loading.judge

    def stop_at_third(*arguments: object) -> object:
        calls[0] += 1
        if calls[0] == 3:
            raise OSError("the disk is gone")
        return judge(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "judge", stop_at_third)
    with pytest.raises(OSError, match="disk"):
        take(warehouse, root, tmp_path / "home")
    assert warehouse.query("select count(*) from core.posting") == [(0,)]
    monkeypatch.setattr(loading, "judge", judge)
    ingest.load(warehouse.loader, "bank-a", str(tmp_path / "home"))
    assert warehouse.query("select count(*) from core.posting") == [(140,)]


def test_every_record_can_come_in_parts(warehouse: Warehouse, tmp_path: Path) -> None:
    head = "call_id,a_msisdn,b_msisdn,started_at,duration_s,call_type,imei,imsi,cell_id"
    lines = [f"C{n},08123{n:05d},0899999999,2024-03-01T10:00:00+07:00,5,VOICE,,," for n in range(100)]
    put_file(tmp_path / "in", "telco-a/calls/20240301.csv", "\n".join([head, *lines, ""]), rows=100)
    ingest.land(warehouse.loader, str(tmp_path / "in"), str(tmp_path / "home"))
    ingest.load(warehouse.loader, "telco-a", str(tmp_path / "home"))
    assert warehouse.query("select count(*) from core.call") == [(100,)]
