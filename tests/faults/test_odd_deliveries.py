"""Control files, names and totals as they should not be: each file has its own fate, and no other file waits for it."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from include.landing.folder import FolderPlace, FreshFolder
from include.landing.place import Place, PlaceError
from include.landing.store import keep_file
from include.landing.waiting import find_waiting
from include.pipeline import ingest
from tests.conftest import Warehouse
from tests.deliveries import POSTING_HEAD, posting, put_file, put_postings

FATES = "select file_name, status, reason from mart.feed_health order by file_name, status"
GOOD = ("20240301T11.csv", "loaded", "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put_postings(tmp_path / "in", GOOD[0], [posting(number) for number in range(20)])
    return tmp_path / "in"


def take(warehouse: Warehouse, root: Path) -> list[tuple[str, str, str]]:
    home = str(root.parent / "home")
    for agency in ingest.land(warehouse.loader, str(root), home):
        ingest.load(warehouse.loader, agency, home)
    return [(str(name), str(status), str(reason)) for name, status, reason in warehouse.query(FATES)]


def put(root: Path, first: int = 100, odd: str = "", name: str = "20240301T10.csv", **control: object) -> Path:
    """Thirty good postings, and perhaps one with an odd amount."""
    lines = [posting(number) for number in range(first, first + 30)]
    return put_postings(root, name, [*lines, posting(first + 50, amount=odd)] if odd else lines, **control)


@pytest.mark.parametrize(
    "odd",
    ['"rows": NaN', '"rows": 1e999', '"note": "\\u0000"', '"contract": "\\ud800"', '"note": ' + "[" * 900 + "]" * 900],
    ids=["not a number", "without end", "NUL", "half a character", "deep"],
)
def test_a_control_file_that_the_ledger_cannot_keep_rejects_its_own_file(
    warehouse: Warehouse, root: Path, odd: str
) -> None:
    control = Path(f"{put(root)}.ctl.json")
    control.write_text(f"{control.read_text().removesuffix('}')}, {odd}}}")
    refused, good = take(warehouse, root)
    assert refused[1] == "rejected"
    assert refused[2].startswith("control_mismatch: the control file is not a JSON object")
    assert good == GOOD


def test_a_control_file_without_end_rejects_its_own_file(warehouse: Warehouse, root: Path) -> None:
    put(root, note="x" * (1 << 20))
    refused, good = take(warehouse, root)
    assert refused[2].startswith("control_mismatch")
    assert good == GOOD


def test_what_is_no_file_is_no_control_file(warehouse: Warehouse, root: Path) -> None:
    folder = put(root, name="20240301T12.csv", control=None)
    Path(f"{folder}.ctl.json").mkdir()
    pipe = put(root, name="20240301T13.csv", control=None)
    os.mkfifo(f"{pipe}.ctl.json")
    fates = take(warehouse, root)
    assert [status for _, status, _ in fates] == ["loaded", "incomplete", "incomplete"]


def test_digits_that_are_no_numbers_stand_in_names(warehouse: Warehouse, root: Path) -> None:
    put(root, name="20240301T1²-๓.csv")
    assert [status for _, status, _ in take(warehouse, root)] == ["loaded", "loaded"]


def test_a_name_that_is_no_text_is_named_and_stops_no_other(warehouse: Warehouse, root: Path) -> None:
    odd = os.fsencode(root / "bank-a/transactions") + b"/\xb8\xd8.csv"
    for name in (odd, odd + b".ctl.json"):
        Path(os.fsdecode(name)).write_bytes(b"{}")
    lone = os.fsdecode(os.fsencode(root / "bank-a/transactions") + b"/\xff.csv")
    Path(lone).write_bytes(b"x")
    with pytest.raises(
        PlaceError, match=r"bank-a/transactions/\\udcb8\\udcd8\.csv is left alone, its name is not UTF-8"
    ):
        take(warehouse, root)
    ingest.load(warehouse.loader, "bank-a", str(root.parent / "home"))
    assert warehouse.query(FATES) == [GOOD]
    assert find_waiting(str(root)) == []
    fresh = FreshFolder(Place("file", "", None, str(root / "bank-a/transactions"), scope=("bank-a", "transactions")), 0)
    assert [file.name for file in fresh.list_files().files] == [GOOD[0]]
    assert len(FolderPlace(Place("file", "", None, str(root))).list_files().refused) == 2


def test_a_file_that_may_not_be_read_is_one_file(
    warehouse: Warehouse, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = put(root)
    keep = keep_file

    def refuse(source: Path, store: Path) -> tuple[str, int]:
        if source == shut:
            monkeypatch.setattr(Path, "open", _deny)
        try:
            return keep(source, store)
        finally:
            monkeypatch.undo()

    monkeypatch.setattr("include.landing.folder.keep_file", refuse)
    with pytest.raises(PlaceError, match=r"bank-a/transactions/20240301T10\.csv cannot be read: Permission denied"):
        take(warehouse, root)
    assert warehouse.query(FATES) == [(GOOD[0], "landed", "")]


def _deny(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("odd", ["100.125", "0.005", "-5.00", "99999999999999999999.00", "1,000.5"])
def test_an_odd_amount_is_one_bad_row_where_the_control_file_agrees_to_the_digit(
    warehouse: Warehouse, root: Path, odd: str
) -> None:
    total = str(3000 + Decimal(odd.replace(",", "")))
    if "," in odd:
        odd = f'"{odd}"'
    put(root, odd=odd, amount_total=total)
    assert take(warehouse, root)[0][:2] == ("20240301T10.csv", "loaded")
    put(root, 500, odd, "20240301T12.csv", amount_total=total[:-1] + "7")
    assert take(warehouse, root)[2][2].startswith("control_mismatch: the amounts do not add up")


@pytest.mark.parametrize("odd", ["abc", "inf", "1e999", "NaN", "1.000,50", "9" * 70])
def test_what_is_no_number_may_hide_the_rest_of_a_total_but_nothing_above_it(
    warehouse: Warehouse, root: Path, odd: str
) -> None:
    odd = f'"{odd}"'
    put(root, odd=odd, amount_total="3000.00")
    put(root, 200, odd, "20240301T12.csv", amount_total="3999.99")
    put(root, 300, odd, "20240301T13.csv", amount_total="2999.99")
    fates = take(warehouse, root)
    assert [status for _, status, _ in fates] == ["loaded", "loaded", "loaded", "rejected"]


@pytest.mark.parametrize("total", ["1E+999999999", "sNaN", ["3000.00"]])
def test_a_total_that_is_no_amount_disagrees(warehouse: Warehouse, root: Path, total: object) -> None:
    put(root, amount_total=total)
    assert take(warehouse, root)[0][2].startswith("control_mismatch: the amounts do not add up")


def test_a_total_is_compared_where_there_are_amounts_only(warehouse: Warehouse, root: Path) -> None:
    put_file(
        root, "telco-a/cells/20240301.csv", "cell_id,lat,lon,province\nC1,13.7,100.5,x\n", rows=1, amount_total="0"
    )
    put_file(root, "bank-a/transactions/20240301T12.csv", f"{POSTING_HEAD}\n", rows=0, amount_total="500.00")
    cells, _, empty = take(warehouse, root)
    assert cells[1] == "loaded"
    assert empty[2].startswith("control_mismatch: the amounts")


def test_rows_are_compared_as_numbers(warehouse: Warehouse, root: Path) -> None:
    put(root)
    control = root / "bank-a/transactions/20240301T10.csv.ctl.json"
    control.write_text(json.dumps(json.loads(control.read_text()) | {"rows": "30"}))
    assert take(warehouse, root)[0][1] == "loaded"
    control = Path(f"{put(root, 300, name='20240301T12.csv')}.ctl.json")
    control.write_text(json.dumps(json.loads(control.read_text()) | {"rows": "0812345678"}))
    assert take(warehouse, root)[2][2].startswith(
        "control_mismatch: 30 rows read, the control file says something else"
    )


@pytest.mark.parametrize("claim", [{"rows": 31}, {"amount_total": "1.00"}])
def test_the_same_content_again_is_held_against_its_own_control_file(
    warehouse: Warehouse, root: Path, claim: dict[str, object]
) -> None:
    put(root, amount_total="3000.00")
    take(warehouse, root)
    again = put(root, name="20240301T12.csv", amount_total="3000.00")
    control = Path(f"{again}.ctl.json")
    control.write_text(json.dumps(json.loads(control.read_text()) | claim))
    assert take(warehouse, root)[2][2].startswith("control_mismatch")
    put(root, name="20240301T13.csv")  # no total: read again, row by row
    loaded = "select rows_loaded, rows_duplicate, reason from mart.feed_health where file_name = '20240301T13.csv'"
    take(warehouse, root)
    assert warehouse.query(loaded) == [(0, 30, "")]


def test_a_file_written_again_under_its_old_control_file_is_seen(warehouse: Warehouse, root: Path) -> None:
    path = put(root)
    take(warehouse, root)
    path.write_text(f"{path.read_text()}{posting(99)}\n")
    fates = take(warehouse, root)
    assert [status for _, status, _ in fates] == ["loaded", "rejected", "loaded"]
    assert fates[1][2].startswith("control_mismatch: sha256 differs")
    assert take(warehouse, root) == fates
    put_postings(root, path.name, path.read_text().splitlines()[1:])  # its control file comes at last
    assert [status for _, status, _ in take(warehouse, root)] == ["loaded", "loaded", "loaded"]
    assert warehouse.query("select count(*) from core.posting") == [(20 + 31,)]


def test_a_heading_that_no_text_of_the_ledger_can_hold_is_counted(warehouse: Warehouse, root: Path) -> None:
    lines = [f"{posting(number)},1" for number in range(100, 130)]
    put_file(root, "bank-a/transactions/20240301T10.csv", "\n".join([f"{POSTING_HEAD},a\0b", *lines]), rows=30)
    assert take(warehouse, root)[0] == ("20240301T10.csv", "loaded", "drift: 1 column is not in the contract")


def test_a_file_that_is_too_dirty_says_of_what(warehouse: Warehouse, root: Path) -> None:
    lines = [posting(number, channel="X") for number in range(100, 110)]
    put_postings(root, "20240301T10.csv", [*lines, posting(120, amount="x", channel="X"), posting(121)])
    assert take(warehouse, root)[0][2] == (
        "too_dirty: 11 of 12 rows are bad (unknown_code: channel in 11, bad_amount: amount in 1), over 5%;"
        " ask the agency to repair and send again"
    )
