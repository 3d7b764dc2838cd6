"""The whole way from a delivered file to core, on a real PostgreSQL: nothing lost, nothing doubled, nothing shown."""

from pathlib import Path

import pytest

from include.core.errors import DeliveryNotFoundError
from include.pipeline import ingest
from tests.conftest import Warehouse
from tests.deliveries import posting, put_file, put_postings, tip

HEALTH = """
select file_name, status, rows_read, rows_loaded, rows_quarantined, rows_duplicate from mart.feed_health order by file_name
"""


def take(warehouse: Warehouse, root: Path, home: Path) -> dict[str, int]:
    agencies = ingest.land(warehouse.loader, str(root), str(home))
    return ingest.settle(warehouse.loader, [ingest.load(warehouse.loader, agency, str(home)) for agency in agencies])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_every_row_is_loaded_counted_or_put_aside(warehouse: Warehouse, root: Path, home: Path) -> None:
    good = [posting(number) for number in range(30)]
    put_postings(root, "20240301T10.csv", [*good, posting(90, amount="abc"), good[3]])
    put_postings(root, "20240301T11.csv", [good[29], posting(29, amount="5.00"), *[posting(n) for n in range(40, 60)]])
    counts = take(warehouse, root, home)
    assert warehouse.query(HEALTH) == [
        ("20240301T10.csv", "loaded", 32, 30, 1, 1),
        ("20240301T11.csv", "loaded", 22, 20, 1, 1),
    ]
    assert counts["rows_loaded"] == 50
    put_aside = warehouse.query("select file_name, row_no, rule, raw from mart.quarantine order by file_name")
    assert [(name, row, rule) for name, row, rule, _ in put_aside] == [
        ("20240301T10.csv", 31, "bad_amount"),
        ("20240301T11.csv", 2, "conflict"),
    ]
    assert put_aside[0][3] == posting(90, amount="abc")
    assert warehouse.query("select amount from core.transfer where end_to_end_id = 'E00029'")[0][0] == 100


def test_the_second_time_nothing_happens(warehouse: Warehouse, root: Path, home: Path) -> None:
    put_postings(root, "20240301T10.csv", [posting(number) for number in range(5)])
    take(warehouse, root, home)
    before = warehouse.query("select * from mart.feed_health")
    assert ingest.land(warehouse.loader, str(root), str(home)) == []
    assert warehouse.query("select * from mart.feed_health") == before


def test_over_five_per_cent_bad_rejects_the_file_and_a_resend_loads(
    warehouse: Warehouse, root: Path, home: Path
) -> None:
    good = [posting(number) for number in range(18)]
    put_postings(root, "20240301T10.csv", [*good, posting(50, amount="")])
    put_postings(root, "20240301T10-2.csv", good)
    take(warehouse, root, home)
    assert warehouse.query(HEALTH) == [
        ("20240301T10-2.csv", "loaded", 18, 18, 0, 0),
        ("20240301T10.csv", "rejected", 0, 0, 0, 0),
    ]
    assert warehouse.query("select count(*) from mart.quarantine") == [(0,)]


def test_same_content_under_another_name_is_all_duplicate(warehouse: Warehouse, root: Path, home: Path) -> None:
    good = [posting(number) for number in range(18)]
    put_postings(root, "20240301T10.csv", good)
    put_postings(root, "20240301T10-2.csv", good)
    take(warehouse, root, home)
    assert warehouse.query(HEALTH)[0] == ("20240301T10-2.csv", "loaded", 18, 0, 0, 18)


def test_same_name_with_other_content_is_another_file(warehouse: Warehouse, root: Path, home: Path) -> None:
    put_postings(root, "20240301T10.csv", [posting(1)])
    take(warehouse, root, home)
    put_postings(root, "20240301T10.csv", [posting(1), posting(2)])
    take(warehouse, root, home)
    assert warehouse.query(HEALTH) == [
        ("20240301T10.csv", "loaded", 1, 1, 0, 0),
        ("20240301T10.csv", "loaded", 2, 1, 0, 1),
    ]


def test_a_file_without_control_waits_and_loads_when_it_comes(warehouse: Warehouse, root: Path, home: Path) -> None:
    path = put_postings(root, "20240301T10.csv", [posting(1)], control=None)
    assert take(warehouse, root, home)["files"] == 0
    assert warehouse.query("select status, rows_read from mart.feed_health") == [("incomplete", 0)]
    put_postings(root, path.name, [posting(1)])
    take(warehouse, root, home)
    assert warehouse.query(HEALTH) == [("20240301T10.csv", "loaded", 1, 1, 0, 0)]


@pytest.mark.parametrize(
    ("content", "control", "reason"),
    [
        (b"", {"rows": 0}, "empty_file"),
        (b"a,b\n1,2\n", {"rows": 1}, "wrong_columns"),
        ("\n".join(["x"]).encode("utf-16"), {"rows": 1}, "wrong_columns"),
        (b"tx_id\n1\n", {"sha256": "0" * 64}, "control_mismatch"),
    ],
    ids=["empty", "columns", "utf-16", "sha256"],
)
def test_a_file_that_cannot_be_read_is_rejected_and_kept(
    warehouse: Warehouse, root: Path, home: Path, content: bytes, control: dict[str, object], reason: str
) -> None:
    put_file(root, "bank-a/transactions/20240301T10.csv", content, **control)
    take(warehouse, root, home)
    [(status, why, sha256)] = warehouse.query("select status, reason, sha256 from mart.feed_health")
    assert status == "rejected"
    assert str(why).startswith(reason)
    assert (home / "store" / str(sha256)[:2] / str(sha256)).read_bytes() == content


def test_a_corrected_control_file_gives_the_same_content_a_new_chance(
    warehouse: Warehouse, root: Path, home: Path
) -> None:
    put_postings(root, "20240301T10.csv", [posting(1)], amount_total="1.00")
    take(warehouse, root, home)
    assert warehouse.query("select status from mart.feed_health") == [("rejected",)]
    put_postings(root, "20240301T10.csv", [posting(1)], amount_total="100.00")
    take(warehouse, root, home)
    assert warehouse.query(HEALTH) == [("20240301T10.csv", "loaded", 1, 1, 0, 0)]


def test_an_unknown_agency_is_named_and_its_file_kept(warehouse: Warehouse, root: Path, home: Path) -> None:
    put_file(root, "bank-z/transactions/20240301T10.csv", "x")
    assert take(warehouse, root, home)["files"] == 0
    [(status, reason)] = warehouse.query("select status, reason from mart.feed_health")
    assert status == "rejected"
    assert "no contract for bank-z/transactions" in str(reason)


def test_an_unknown_extra_column_loads_and_is_mentioned(warehouse: Warehouse, root: Path, home: Path) -> None:
    line = posting(1)
    head = put_postings(root, "x.csv", []).read_text().strip()
    put_file(root, "bank-a/transactions/20240301T10.csv", f"{head},mood\n{line},happy\n", rows=1)
    take(warehouse, root, home)
    [(loaded, reason)] = warehouse.query(
        "select rows_loaded, reason from mart.feed_health where file_name like '2024%%'", {}
    )
    assert loaded == 1
    assert "mood" in str(reason)


def test_a_missing_folder_is_a_clear_error(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(DeliveryNotFoundError, match="nowhere"):
        ingest.land(warehouse.loader, str(tmp_path / "nowhere"), str(tmp_path))


def test_a_day_can_be_loaded_again_and_nothing_doubles(warehouse: Warehouse, root: Path, home: Path) -> None:
    put_postings(root, "20240301T10.csv", [*[posting(number) for number in range(30)], posting(90, amount="abc")])
    take(warehouse, root, home)
    before = warehouse.query(HEALTH)
    done = ingest.reload(warehouse.loader, "bank-a", "transactions", "2024-03-01", str(home), "test of it", "tester")
    assert done["ordered"] == 1
    assert warehouse.query(HEALTH) == before
    assert warehouse.query("select count(*) from core.posting") == [(30,)]
    assert warehouse.query("select requested_by, reason, file_count from landing.reload_request") == [
        ("tester", "test of it", 1)
    ]


def test_a_reporter_is_nowhere_but_in_the_vault(warehouse: Warehouse, root: Path, home: Path) -> None:
    contact, number = "somsri.canary@mail.example.com", "0812345678"
    lines = [
        tip(1, contact, f"โทรกลับ {contact}"),
        tip(2, number, "โทร ๐๘๑-๒๓๔ ๕๖๗๘ หรือ +66 81 234 5678"),
        *[tip(n, "x@example.com") for n in range(3, 40)],
        tip(40, contact).replace("2024-03-01T10", "2024-02-30T25"),
    ]
    put_file(root, "tips/public-tips/20240301T10.jsonl", "\n".join([*lines, ""]), rows=len(lines))
    take(warehouse, root, home)
    assert warehouse.query(
        "select count(*) from vault.reporter_contact where contact in (%s, %s)", (contact, number)
    ) == [(2,)]
    assert warehouse.query("select count(*) from mart.quarantine") == [(1,)]
    tables = warehouse.query(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('landing', 'core', 'staging')"
    )
    views = warehouse.query("select format('mart.%I', viewname) from pg_views where schemaname = 'mart'")
    for (table,) in [*tables, *views]:
        text = str(warehouse.query(f"select * from {table}"))
        for secret in ("canary", "0812345678", "81 234 5678", "๒๓๔ ๕๖๗๘", "+66812345678"):
            assert secret not in text, f"{secret} stands in {table}"
