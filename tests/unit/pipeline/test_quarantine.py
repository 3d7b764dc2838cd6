"""Quarantine as a workflow: repaired rows load once and keep their origin, releases are decided by people, nothing is overwritten."""

import csv
import io
import json
from pathlib import Path

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core.errors import QuarantineError
from include.pipeline import ingest, quarantine
from include.pipeline.repair import escape, unescape
from tests.conftest import Warehouse, execute
from tests.deliveries import posting, put_file, put_postings, tip

FEED = ("bank-a", "transactions")
WHY, WHO = "corrected by the bank by telephone", "somchai"
ACCOUNT = "select rows_read, rows_loaded, rows_quarantined, rows_duplicate from mart.feed_health order by file_name, received_at"


def take(warehouse: Warehouse, root: Path, home: Path) -> None:
    agencies = ingest.land(warehouse.loader, str(root), str(home))
    ingest.settle(warehouse.loader, [ingest.load(warehouse.loader, agency, str(home)) for agency in agencies])


def repair(warehouse: Warehouse, home: Path, out: Path, feed: tuple[str, str] = FEED, **change: str) -> Path:
    """Export the feed's open rows, write the changes into every row, return the file."""
    quarantine.export(warehouse.loader, str(home), *feed, str(out))
    lines = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows({**line, **change} for line in lines)
    return out


def resubmit(warehouse: Warehouse, home: Path, path: Path, feed: tuple[str, str] = FEED) -> dict[str, int]:
    done = quarantine.resubmit(warehouse.loader, str(home), *feed, str(path), WHY, WHO)
    ingest.settle(warehouse.loader, [])
    return done


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def dirty(warehouse: Warehouse, root: Path, home: Path) -> str:
    """A loaded file of 31 rows whose last is bad; returns its bad line."""
    bad = posting(90, amount="abc")
    put_postings(root, "20240301T10.csv", [*[posting(number) for number in range(30)], bad])
    take(warehouse, root, home)
    return bad


def test_a_repaired_row_loads_once_and_keeps_its_origin(
    warehouse: Warehouse, home: Path, tmp_path: Path, dirty: str
) -> None:
    path = repair(warehouse, home, tmp_path / "repair.csv", amount="77.50")
    assert resubmit(warehouse, home, path) == {"rows": 1, "loaded": 1, "duplicate": 0, "refused": 0, "settled": 0}
    assert warehouse.query(ACCOUNT) == [(31, 31, 0, 0)]
    [(amount, file_id, row_no)] = warehouse.query(
        "select amount, file_id, row_no from core.posting where tx_id = 'A00090'"
    )
    assert (str(amount), row_no) == ("77.50", 31)
    assert warehouse.query("select file_id, state, raw, decided_by, decision_reason from mart.quarantine") == [
        (file_id, "resubmitted", dirty, WHO, WHY)
    ]
    before = warehouse.query("select * from core.posting order by tx_id")
    assert resubmit(warehouse, home, path) == {"rows": 1, "loaded": 0, "duplicate": 0, "refused": 0, "settled": 1}
    assert warehouse.query("select * from core.posting order by tx_id") == before
    assert warehouse.query(ACCOUNT) == [(31, 31, 0, 0)]


def test_a_row_that_is_still_bad_stays_open_and_its_refusal_is_kept(
    warehouse: Warehouse, home: Path, tmp_path: Path, dirty: str
) -> None:
    path = repair(warehouse, home, tmp_path / "repair.csv", amount="-1")
    assert resubmit(warehouse, home, path)["refused"] == 1
    assert warehouse.query(ACCOUNT) == [(31, 30, 1, 0)]
    assert warehouse.query("select state from mart.quarantine") == [("open",)]
    [(decision, reason, raw)] = warehouse.query("select decision, reason, raw from landing.quarantine_decision")
    assert (decision, raw) == ("refused", dirty)
    assert "bad_amount" in str(reason)


def test_a_repair_under_a_key_that_stands_is_a_duplicate_or_a_conflict_never_an_overwrite(
    warehouse: Warehouse, home: Path, tmp_path: Path, dirty: str
) -> None:
    path = repair(warehouse, home, tmp_path / "repair.csv", tx_id="A00003", amount="5.00")
    assert resubmit(warehouse, home, path)["refused"] == 1
    assert warehouse.query("select amount from core.posting where tx_id = 'A00003'")[0][0] == 100
    assert warehouse.query("select kind, state from mart.conflict where field = 'amount'") == [("same key", "open")]
    twin = dict(zip(quarantine_columns(), posting(3).split(","), strict=True))
    path = repair(warehouse, home, tmp_path / "twin.csv", **twin)
    assert resubmit(warehouse, home, path)["duplicate"] == 1
    assert warehouse.query(ACCOUNT) == [(31, 30, 0, 1)]


def quarantine_columns() -> list[str]:
    from tests.deliveries import POSTING_HEAD

    return POSTING_HEAD.split(",")


def test_loading_the_day_again_leaves_repaired_rows_as_they_are(
    warehouse: Warehouse, home: Path, tmp_path: Path, dirty: str
) -> None:
    resubmit(warehouse, home, repair(warehouse, home, tmp_path / "repair.csv", amount="77.50"))
    ingest.reload(warehouse.loader, *FEED, "2024-03-01", str(home), "test of it", "tester")
    ingest.settle(warehouse.loader, [])
    assert warehouse.query(ACCOUNT) == [(31, 31, 0, 0)]
    assert warehouse.query("select count(*) from core.posting") == [(31,)]
    assert warehouse.query("select state, raw from mart.quarantine") == [("resubmitted", dirty)]


def test_strange_files_are_refused_whole_with_a_remedy(
    warehouse: Warehouse, home: Path, tmp_path: Path, dirty: str
) -> None:
    path = repair(warehouse, home, tmp_path / "repair.csv", row_no="3")
    with pytest.raises(QuarantineError, match=r"not open.*export again"):
        resubmit(warehouse, home, path)
    for content in ("a,b\n1,2\n", "", "\xff\xfe", path.read_text() + path.read_text().splitlines()[1] + "\n"):
        path.write_text(content, encoding="latin-1")
        with pytest.raises(QuarantineError):
            resubmit(warehouse, home, path)
    with pytest.raises(QuarantineError, match="who decides, and why"):
        quarantine.resubmit(warehouse.loader, str(home), *FEED, str(path), "x", WHO)
    assert warehouse.query("select count(*) from landing.quarantine_decision") == [(0,)]


def test_a_file_that_is_too_dirty_is_released_once_and_by_a_person(
    warehouse: Warehouse, root: Path, home: Path
) -> None:
    put_postings(
        root, "20240301T10.csv", [*[posting(n) for n in range(8)], posting(50, amount=""), posting(51, amount="x")]
    )
    take(warehouse, root, home)
    assert warehouse.query(ACCOUNT) == [(0, 0, 0, 0)]
    done = quarantine.release(warehouse.loader, str(home), *FEED, "20240301T10.csv", WHY, WHO)
    assert (done["released"], done["rows_loaded"], done["rows_quarantined"]) == (1, 8, 2)
    ingest.settle(warehouse.loader, [])
    assert warehouse.query(ACCOUNT) == [(10, 8, 2, 0)]
    assert warehouse.query("select distinct state, file_released_by, file_release_reason from mart.quarantine") == [
        ("open", WHO, WHY)
    ]
    again = quarantine.release(warehouse.loader, str(home), *FEED, "20240301T10.csv", WHY, "somebody else")
    assert (again["released"], again["files"]) == (0, 0)
    assert warehouse.query("select count(*) from landing.quarantine_decision") == [(1,)]
    assert warehouse.query(ACCOUNT) == [(10, 8, 2, 0)]


def test_no_other_refusal_can_be_released(warehouse: Warehouse, root: Path, home: Path) -> None:
    put_postings(root, "20240301T10.csv", [posting(1)], amount_total="1.00")
    put_file(root, "bank-a/transactions/20240301T11.csv", "a,b\n1,2\n", rows=1)
    put_postings(root, "20240301T12.csv", [posting(2)])
    take(warehouse, root, home)
    causes = {"20240301T10.csv": "control_mismatch", "20240301T11.csv": "wrong_columns", "20240301T12.csv": "is loaded"}
    for name, cause in {**causes, "20240301T13.csv": "no file"}.items():
        with pytest.raises(QuarantineError, match=cause):
            quarantine.release(warehouse.loader, str(home), *FEED, name, WHY, WHO)
    assert warehouse.query("select count(*) from landing.quarantine_decision") == [(0,)]


@pytest.mark.parametrize("name", ["20240301T10.csv", "20240301T10-2.csv"], ids=["same name", "new name"])
def test_a_corrected_resend_supersedes(warehouse: Warehouse, root: Path, home: Path, dirty: str, name: str) -> None:
    put_postings(root, name, [*[posting(number) for number in range(30)], posting(90, amount="12.00")])
    take(warehouse, root, home)
    assert sorted(warehouse.query(ACCOUNT)) == [(31, 1, 0, 30), (31, 30, 1, 0)]
    assert warehouse.query("select raw, state, superseded_by from mart.quarantine") == [(dirty, "superseded", name)]
    assert warehouse.query("select count(*) from core.posting") == [(31,)]


@pytest.mark.usefixtures("dirty")
def test_a_resend_settles_its_own_keys_and_no_other_feeds(warehouse: Warehouse, root: Path, home: Path) -> None:
    """Two rows of the feed are open, and one of another bank whose key is the same."""
    good = [posting(number) for number in range(40, 70)]
    put_postings(root, "20240301T11.csv", [*good, posting(91, amount="abc")])
    take(warehouse, root, home)
    execute(
        warehouse.owner,
        "insert into landing.delivered_file (agency, feed, file_name, sha256, status, byte_count) select 'bank-c', feed, 'c.csv',"
        " repeat('c', 64), status, byte_count from landing.delivered_file where file_name = '20240301T10.csv'",
        "insert into landing.quarantined_row (file_id, row_no, field, rule, reason, raw, record_key) select other.file_id, 1, field,"
        " rule, mine.reason, raw, record_key from landing.quarantined_row as mine, landing.delivered_file as other"
        " where other.agency = 'bank-c' and mine.file_id = 1",
    )
    put_postings(root, "20240301T12.csv", [posting(90, amount="12.00")])
    take(warehouse, root, home)
    rows = warehouse.query("select agency, file_name, state from mart.quarantine order by 1, 2")
    assert rows == [
        ("bank-a", "20240301T10.csv", "superseded"),
        ("bank-a", "20240301T11.csv", "open"),
        ("bank-c", "c.csv", "open"),
    ]


def test_a_resend_supersedes_a_row_without_key_by_name_and_number(warehouse: Warehouse, root: Path, home: Path) -> None:
    good = [posting(number) for number in range(60)]
    put_postings(root, "20240301T10.csv", [*good, posting(90, tx_id=""), posting(91, tx_id="")])
    put_postings(root, "20240301T11.csv", [posting(number) for number in range(60, 80)])
    take(warehouse, root, home)
    put_postings(root, "20240301T10.csv", [*good, posting(90), posting(91, tx_id="")])
    take(warehouse, root, home)
    assert warehouse.query("select row_no, state from mart.quarantine order by file_id, row_no") == [
        (61, "superseded"),
        (62, "open"),
        (62, "open"),
    ]


def test_dismissed_rows_are_settled_and_counted_as_before(warehouse: Warehouse, home: Path, dirty: str) -> None:
    assert quarantine.dismiss(warehouse.loader, *FEED, "20240301T10.csv", WHY, WHO, [7]) == {"dismissed": 0}
    assert quarantine.dismiss(warehouse.loader, *FEED, "20240301T10.csv", WHY, WHO) == {"dismissed": 1}
    assert quarantine.dismiss(warehouse.loader, *FEED, "20240301T10.csv", WHY, WHO) == {"dismissed": 0}
    ingest.settle(warehouse.loader, [])
    assert warehouse.query(ACCOUNT) == [(31, 30, 1, 0)]
    assert warehouse.query("select open_count, settled_count from mart.quarantine_summary") == [(0, 1)]


@pytest.mark.parametrize(
    "statement",
    ["update landing.quarantine_decision set reason = 'other'", "delete from landing.quarantine_decision"],
)
def test_nobody_changes_a_decision(warehouse: Warehouse, home: Path, dirty: str, statement: str) -> None:
    quarantine.dismiss(warehouse.loader, *FEED, "20240301T10.csv", WHY, WHO)
    for dsn in (warehouse.loader, warehouse.engine, warehouse.analyst, warehouse.owner):
        connection = psycopg2.connect(dsn)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()


def test_a_conflict_shows_both_versions_field_by_field(warehouse: Warehouse, root: Path, home: Path) -> None:
    good = [posting(number) for number in range(30)]
    put_postings(root, "20240301T10.csv", good)
    take(warehouse, root, home)
    put_postings(root, "20240301T11.csv", [posting(5, amount="9.00", remark="x"), *[posting(n) for n in range(40, 62)]])
    take(warehouse, root, home)
    rows = warehouse.query(
        "select field, first_value, other_value, first_file_name, first_row_no, other_file_name, other_row_no, state "
        "from mart.conflict order by field"
    )
    ends = ("20240301T10.csv", 6, "20240301T11.csv", 1, "open")
    assert rows == [("amount", "100.00", "9.00", *ends), ("remark", None, "x", *ends)]
    assert warehouse.query("select amount from core.posting where tx_id = 'A00005'")[0][0] == 100
    quarantine.dismiss(warehouse.loader, *FEED, "20240301T11.csv", WHY, WHO)
    assert warehouse.query("select distinct state, decided_by from mart.conflict") == [("dismissed", WHO)]


def test_a_tip_is_repaired_without_showing_its_reporter(
    warehouse: Warehouse, root: Path, home: Path, tmp_path: Path
) -> None:
    feed, contact = ("tips", "public-tips"), "somsri.canary@mail.example.com"
    lines = [tip(n, "x@example.com") for n in range(30)]
    lines.append(tip(40, contact, f"โทรกลับ {contact}").replace("2024-03-01T10", "2024-02-30T25"))
    put_file(root, "tips/public-tips/20240301T10.jsonl", "\n".join([*lines, ""]), rows=len(lines))
    take(warehouse, root, home)
    path = repair(warehouse, home, tmp_path / "tips.csv", feed, received_at="2024-03-01T10:00:00+07:00")
    assert "canary" not in path.read_text(encoding="utf-8")
    assert resubmit(warehouse, home, path, feed)["loaded"] == 1
    assert warehouse.query("select count(*) from vault.reporter_contact where contact = %s", (contact,)) == [(1,)]
    assert "canary" not in json.dumps(warehouse.query("select narrative from core.tip"))


@given(st.text(alphabet="'=+-@\t\r\nab1＝＋"))
def test_escaping_gives_the_text_back_and_no_formula_through(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not escape(text)[:1] or escape(text)[0] not in "=+-@\t\r\n＝＋"


def test_the_form_does_the_same_and_leaves_its_folder_never(
    warehouse: Warehouse, home: Path, tmp_path: Path, dirty: str
) -> None:
    (home / "repairs").mkdir()
    repair(warehouse, home, home / "repairs" / "r.csv", amount="77.50")
    form = {"action": "resubmit", "agency": FEED[0], "feed": FEED[1], "file": "r.csv", "reason": WHY}
    for file in ("../r.csv", "/etc/passwd", ".hidden"):
        with pytest.raises(QuarantineError, match="plain name"):
            quarantine.act(warehouse.loader, str(home), {**form, "file": file}, WHO)
    assert quarantine.act(warehouse.loader, str(home), form, WHO)["rows_loaded"] == 1
    with pytest.raises(QuarantineError, match="not one of"):
        quarantine.act(warehouse.loader, str(home), {**form, "action": "drop"}, WHO)


def test_the_order_of_arrival_does_not_matter(
    warehouse: Warehouse, second_warehouse: Warehouse, tmp_path: Path
) -> None:
    """The early file comes days late: core holds the same, and the times are those of the events."""
    early = ("20240301T10.csv", [posting(number) for number in range(30)])
    late = ("20240305T10.csv", [posting(number, booked_at="2024-03-05T10:00:00+07:00") for number in range(30, 60)])
    for target, files in ((warehouse, (early, late)), (second_warehouse, (late, early))):
        root, home = tmp_path / f"in{id(target)}", tmp_path / f"home{id(target)}"
        for name, lines in files:
            put_postings(root, name, lines)
            take(target, root, home)
    shown = """
    select t.end_to_end_id, t.booked_at, d.account_no, c.account_no, t.amount, t.report_count from core.transfer t
    join core.account d on d.account_id = t.debtor_id join core.account c on c.account_id = t.creditor_id order by 1
    """
    assert warehouse.query(shown) == second_warehouse.query(shown)
    assert warehouse.query("select count(distinct booked_at) from core.transfer") == [(31,)]


def test_two_banks_that_disagree_are_both_kept_and_shown(warehouse: Warehouse, root: Path, home: Path) -> None:
    other = posting(1, amount="90.00", tx_id="C1").split(",")
    head = "รหัสรายการ|รหัสอ้างอิงร่วม|วันเวลา|ธนาคารต้นทาง|บัญชีต้นทาง|ธนาคารปลายทาง|บัญชีปลายทาง|จำนวนเงิน|สกุลเงิน|ช่องทาง|รหัสอุปกรณ์|ไอพี|หมายเหตุ"
    other[2], other[5] = "01/03/2567 10:01:00", "903"
    put_postings(root, "20240301T10.csv", [posting(1, creditor_bank="903")])
    put_file(
        root, "bank-c/transactions/20240301T10.txt", "\n".join([head, "|".join(other), ""]).encode("cp874"), rows=1
    )
    take(warehouse, root, home)
    assert warehouse.query(
        "select kind, record_key, field, first_amount, other_amount, first_agency, other_agency from mart.conflict"
    ) == [("two reporters", "E00001", "amount", 100, 90, "bank-a", "bank-c")]
    assert warehouse.query("select amount from core.transfer") == [(100,)]
    assert warehouse.query("select count(*) from core.posting") == [(2,)]
