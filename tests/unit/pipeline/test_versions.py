"""Two versions of a contract side by side: a bank that moves from Buddhist dates and semicolons to ISO and commas."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from include import sources
from include.core.errors import ContractError, UnknownVersionError
from include.pipeline import ingest, quarantine
from include.runner.docs import render_feeds
from tests.conftest import Warehouse
from tests.deliveries import POSTING_HEAD, put_file

SOURCE = '''
"""Bank X (904), postings: version 1 by semicolons in Buddhist dates, version 2 by commas in ISO and with the branch."""

from dataclasses import replace
from datetime import date

from include.core.contract import Column, Feed, Kind, Record
from include.core.records import POSTING
from include.sources.readers.delimited import DelimitedReader

V1 = Feed(
    agency="bank-x",
    name="transactions",
    record=Record.POSTING,
    columns=POSTING,
    reader=DelimitedReader(delimiter=";"),
    suffixes=(".csv",),
    constants={"reporting_bank": "904"},
    times="buddhist",
    min_rows=2,
)
V2 = replace(
    V1,
    version="2",
    since=date(2024, 5, 1),
    columns=(*POSTING, Column("branch", Kind.KEY, required=True)),
    reader=DelimitedReader(),
    times="iso",
)
VERSIONS = (V1, V2)
'''
HEALTH = "select file_name, status, rows_loaded, rows_quarantined, rows_duplicate, reason from mart.feed_health order by file_name"
V1_NAME, V2_NAME = "20240430T10.csv", "20240501T10.csv"


def line(number: int, booked_at: str, delimiter: str, *more: str) -> str:
    fields = [
        f"X{number}",
        f"E{number}",
        booked_at,
        "904",
        "1000000001",
        "950",
        "W-0001",
        "12.50",
        "THB",
        "ATM",
        "",
        "",
        "",
    ]
    return delimiter.join([*fields, *more])


def write_v1(root: Path, name: str, numbers: range, **control: object) -> None:
    head = POSTING_HEAD.replace(",", ";")
    lines = [line(n, "30/04/2567 16:21:56", ";") for n in numbers]
    put_file(root, f"bank-x/transactions/{name}", "\n".join([head, *lines, ""]), rows=len(lines), **control)


def write_v2(root: Path, name: str, numbers: range, **control: object) -> None:
    lines = [line(n, "2024-05-01T16:21:56+07:00", ",", "0042") for n in numbers]
    content = "\n".join([f"{POSTING_HEAD},branch", *lines, ""])
    put_file(root, f"bank-x/transactions/{name}", content, rows=len(lines), **control)


@pytest.fixture(autouse=True)
def bank_x(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "sources"
    package.mkdir()
    (package / "bank_x_transactions.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(package)])
    sources.all_feeds.cache_clear()
    yield package
    sources.all_feeds.cache_clear()
    sys.modules.pop("include.sources.bank_x_transactions", None)


def take(warehouse: Warehouse, root: Path) -> list[tuple[object, ...]]:
    home = root.parent / "home"
    for agency in ingest.land(warehouse.loader, str(root), str(home)):
        ingest.load(warehouse.loader, agency, str(home))
    return warehouse.query(HEALTH)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_files_of_both_versions_side_by_side_out_of_order_and_resent(warehouse: Warehouse, root: Path) -> None:
    write_v2(root, V2_NAME, range(10, 14))
    first = take(warehouse, root)
    write_v1(root, V1_NAME, range(3))
    write_v1(root, "20240430T11.csv", range(3, 6))
    write_v2(root, "20240501T11.csv", range(12, 16))
    write_v1(root, "20240430T11-2.csv", range(3, 7))
    write_v2(root, "20240501T10-2.csv", range(10, 14))
    assert first == [(V2_NAME, "loaded", 4, 0, 0, "")]
    assert {row[0]: row[1:] for row in take(warehouse, root)} == {
        V2_NAME: ("loaded", 4, 0, 0, ""),
        V1_NAME: ("loaded", 3, 0, 0, ""),
        "20240430T11.csv": ("loaded", 3, 0, 0, ""),
        "20240430T11-2.csv": ("loaded", 1, 0, 3, ""),
        "20240501T10-2.csv": ("loaded", 0, 0, 4, f"same content as {V2_NAME}"),
        "20240501T11.csv": ("loaded", 2, 0, 2, ""),
    }
    times = warehouse.query("select distinct booked_at::text from core.posting order by 1")
    assert [str(row[0])[:16] for row in times] == ["2024-04-30 09:21", "2024-05-01 09:21"]
    known = warehouse.query("select distinct day::text, contract_version from landing.column_profile order by 1")
    assert known == [("2024-04-30", "1"), ("2024-05-01", "2")]


def test_the_control_file_may_name_the_version(warehouse: Warehouse, root: Path) -> None:
    write_v2(root, V1_NAME, range(3), contract="v2")
    write_v1(root, V2_NAME, range(3, 6), contract=1)
    assert [row[1:3] for row in take(warehouse, root)] == [("loaded", 3), ("loaded", 3)]


def test_an_unknown_version_is_rejected_with_the_known_ones(warehouse: Warehouse, root: Path, bank_x: Path) -> None:
    write_v2(root, V2_NAME, range(3), contract="3")
    [(_, status, *_, reason)] = take(warehouse, root)
    assert status == "rejected"
    assert str(reason).startswith(
        "unknown_version: the control file names contract '3', known are v1, v2 from 2024-05-01"
    )


def test_a_file_of_the_other_version_is_told_which_it_looks_like(warehouse: Warehouse, root: Path) -> None:
    write_v2(root, V1_NAME, range(3))
    write_v1(root, V2_NAME, range(3, 6))
    (_, early, *_, why), (_, late, *_, why_late) = take(warehouse, root)
    assert (early, late) == ("rejected", "rejected")
    assert "judged by v1, the file looks like v2, which begins on 2024-05-01" in str(why)
    assert "column `branch` is new (key, required); delimiter was `;` and is `,`" in str(why)
    assert "looks like v1, which came before" in str(why_late)
    assert "delimiter was `;` and is `,`" in str(why_late), "a change is told from the older to the newer"


def test_rows_of_both_versions_are_exported_repaired_and_judged_each_by_its_own(
    warehouse: Warehouse, root: Path, tmp_path: Path
) -> None:
    put_spoilt(root, V1_NAME, [line(n, "30/04/2567 16:21:56", ";") for n in range(30)], POSTING_HEAD.replace(",", ";"))
    put_spoilt(
        root,
        V2_NAME,
        [line(n, "2024-05-01T16:21:56+07:00", ",", "0042") for n in range(30, 60)],
        f"{POSTING_HEAD},branch",
    )
    assert [row[1:4] for row in take(warehouse, root)] == [("loaded", 29, 1), ("loaded", 29, 1)]
    out, home, feed = tmp_path / "repair.csv", str(tmp_path / "home"), ("bank-x", "transactions")
    assert quarantine.export(warehouse.loader, home, *feed, str(out)) == {"rows": 2}
    text = out.read_text(encoding="utf-8-sig")
    assert [text.count(word) for word in ("30/04/2567", "2024-05-01T", "0042")] == [2, 2, 2], "as delivered, and raw"
    out.write_text(text.replace('"12.5x"', '"12.50"'), encoding="utf-8-sig")
    done = quarantine.resubmit(warehouse.loader, home, *feed, str(out), "repaired by the bank", "somchai")
    assert done == {"rows": 2, "loaded": 2, "duplicate": 0, "refused": 0, "settled": 0}
    times = warehouse.query("select booked_at::date::text, count(*) from core.posting group by 1 order by 1")
    assert times == [("2024-04-30", 30), ("2024-05-01", 30)]


def put_spoilt(root: Path, name: str, lines: list[str], head: str) -> None:
    """A file whose first row has an amount that is none."""
    lines[0] = lines[0].replace("12.50", "12.5x")
    put_file(root, f"bank-x/transactions/{name}", "\n".join([head, *lines, ""]), rows=len(lines))


def test_fewer_rows_than_agreed_are_loaded_with_a_warning(warehouse: Warehouse, root: Path) -> None:
    write_v1(root, V1_NAME, range(1))
    [(_, status, loaded, *_, reason)] = take(warehouse, root)
    assert (status, loaded, reason) == ("loaded", 1, "warning: 1 rows, the contract expects 2 at least")


def test_the_page_says_what_the_new_version_changed() -> None:
    page = render_feeds().split("## bank-x/transactions")[1].split("\n## ")[0]
    assert "What version 2 changed (from 2024-05-01; before it version 1):" in page
    assert "- times are written `iso` instead of `buddhist`" in page


def test_a_version_out_of_force_is_named() -> None:
    from datetime import date

    versions = sources.find_versions("bank-x", "transactions")
    assert sources.choose_version("bank-x", "transactions", date(2024, 4, 30)) is versions[0]
    assert sources.choose_version("bank-x", "transactions", date(2024, 5, 1)) is versions[1]
    with pytest.raises(UnknownVersionError, match="known are v1, v2"):
        sources.choose_version("bank-x", "transactions", date(2024, 5, 1), "9")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("since=date(2024, 5, 1),", ""), ('version="2"', 'version="1"'), ("V1,\n", 'V1, agency="bank-y",\n')],
    ids=["no day", "same number", "another agency"],
)
def test_versions_that_contradict_each_other_are_refused(bank_x: Path, was: str, becomes: str) -> None:
    other = bank_x.parent / "wrong"
    other.mkdir()
    assert was in SOURCE
    (other / "wrong_transactions.py").write_text(SOURCE.replace(was, becomes), encoding="utf-8")
    sources.__path__.append(str(other))
    try:
        with pytest.raises(ContractError):
            sources.all_versions()
    finally:
        sources.__path__.remove(str(other))
        sys.modules.pop("include.sources.wrong_transactions", None)
