from decimal import Decimal
from pathlib import Path

import pytest

from include.core.errors import FileRejectedError
from include.landing.delivery import find_delivered, natural_order
from include.landing.store import StoreError, keep_file, stored_path
from include.landing.verify import AmountsRead, verify_content, verify_totals
from tests.deliveries import put_file


def test_files_come_in_the_order_of_their_hours_and_resends_after_the_first() -> None:
    names = ["20240301T10.csv", "20240301T09-2.csv", "20240301T09.csv", "20240301T09-10.csv"]
    ordered = ["20240301T09.csv", "20240301T09-2.csv", "20240301T09-10.csv", "20240301T10.csv"]
    assert sorted(names, key=natural_order) == ordered


def test_finds_files_with_their_control_and_leaves_truth_and_hidden_files_alone(tmp_path: Path) -> None:
    put_file(tmp_path, "bank-a/transactions/a.csv", "x", rows=1)
    put_file(tmp_path, "bank-a/transactions/b.csv", "x", control=None)
    put_file(tmp_path, "bank-a/transactions/.c.csv", "x")
    put_file(tmp_path, "truth/accounts.csv", "x")
    found = find_delivered(tmp_path)
    assert [(file.agency, file.feed, file.name) for file in found] == [
        ("bank-a", "transactions", "a.csv"),
        ("bank-a", "transactions", "b.csv"),
    ]
    assert found[0].control is not None
    assert found[0].control["rows"] == 1
    assert found[1].control is None


def test_a_control_file_that_is_no_json_is_not_missing(tmp_path: Path) -> None:
    put_file(tmp_path, "bank-a/transactions/a.csv", "x")
    (tmp_path / "bank-a/transactions/a.csv.ctl.json").write_text("{half")
    assert find_delivered(tmp_path)[0].control == {}


def test_store_keeps_content_once_under_its_sha256_read_only(tmp_path: Path) -> None:
    source = put_file(tmp_path, "bank-a/transactions/a.csv", "content")
    sha256, size = keep_file(source, tmp_path / "store")
    kept = stored_path(tmp_path / "store", sha256)
    assert size == 7
    assert kept.read_text() == "content"
    assert kept.stat().st_mode & 0o777 == 0o400
    assert keep_file(source, tmp_path / "store") == (sha256, size)
    assert [path.name for path in (tmp_path / "store").glob(".landing-*")] == []


def test_a_full_disk_says_which_file_and_what_to_do_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("include.landing.store._copy", fill)
    source = put_file(tmp_path, "bank-a/transactions/a.csv", "content")
    with pytest.raises(StoreError, match=r"bank-a/transactions/a\.csv: No space left on device; free space"):
        keep_file(source, tmp_path / "store")
    assert list((tmp_path / "store").iterdir()) == []


@pytest.mark.parametrize(
    "control",
    [{}, {"sha256": "0" * 64}, {"sha256": "a" * 64, "file": "other.csv"}],
    ids=["no object", "other content", "other file"],
)
def test_a_control_file_that_disagrees_rejects(control: dict[str, str]) -> None:
    with pytest.raises(FileRejectedError, match="control_mismatch"):
        verify_content(control, "a.csv", "a" * 64)


def test_totals_are_compared_where_both_sides_know_them() -> None:
    control = {"rows": 2, "amount_total": "30.50"}
    whole, cut = AmountsRead(Decimal("30.50")), AmountsRead(Decimal("30.49"), unread=1)
    verify_totals(control, 2, whole)
    verify_totals(control, 2, cut)
    verify_totals(control, 2, None)
    with pytest.raises(FileRejectedError, match="3 rows read, the control file says 2"):
        verify_totals(control, 3, whole)
    for amounts in (AmountsRead(Decimal("30.51")), AmountsRead(Decimal("30.51"), unread=1), AmountsRead()):
        with pytest.raises(FileRejectedError, match="do not add up"):
            verify_totals(control, 2, amounts)
    with pytest.raises(FileRejectedError, match="do not add up"):
        verify_totals({"amount_total": "many"}, 2, whole)
