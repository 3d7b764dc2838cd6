"""Profiles are written with the files; a planted drift is told, loads all the same, and shows no value of a person."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from include.pipeline import ingest
from include.pipeline.profile import Profile
from include.sources import find_feed
from include.warehouse.ledger import KnownFile
from tests.conftest import Warehouse
from tests.deliveries import posting, put_postings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def put_days(root: Path, days: range, rows: int = 80, **change: str) -> None:
    for day in days:
        lines = [
            posting(day * 1000 + n, booked_at=f"2024-03-{day:02d}T10:00:00+07:00", **{"device_id": f"D{n}", **change})
            for n in range(rows)
        ]
        put_postings(root, f"202403{day:02d}.csv", lines)


def take(warehouse: Warehouse, root: Path) -> None:
    home = str(root.parent / "home")
    for agency in ingest.land(warehouse.loader, str(root), home):
        ingest.load(warehouse.loader, agency, home)


def test_a_planted_drift_is_told_in_both_views_and_the_file_loads(warehouse: Warehouse, root: Path) -> None:
    put_days(root, range(1, 8))
    put_days(root, range(8, 9), device_id="", amount="10000.00")
    take(warehouse, root)
    drift = warehouse.query(
        "select file_name, column_name, sentence, from_share, to_share from mart.feed_drift order by 2"
    )
    assert drift == [
        ("20240308.csv", "amount", "bank-a/transactions: column `amount` has a median 100 times as large as last week, "
         "as if baht and satang were exchanged", None, None),
        ("20240308.csv", "device_id", "bank-a/transactions: column `device_id` became empty in 100% of rows, 0% last week",
         0.0, 1.0),
    ]  # fmt: skip
    health = warehouse.query(
        "select status, rows_loaded, reason from mart.feed_health where file_name = '20240308.csv'"
    )
    assert health[0][:2] == ("loaded", 80)
    assert health[0][2] == "; ".join(
        f"drift: {line[2]}" for line in sorted(drift, key=lambda line: line[1] == "device_id")
    )


def test_ordinary_days_are_silent_and_a_reload_says_the_same(warehouse: Warehouse, root: Path) -> None:
    put_days(root, range(1, 9))
    take(warehouse, root)
    assert warehouse.query("select distinct reason from mart.feed_health") == [("",)]
    before = warehouse.query("select * from landing.column_profile order by file_id, column_name")
    assert len(before) == 8 * 13
    home = str(root.parent / "home")
    ingest.reload(warehouse.loader, "bank-a", "transactions", "2024-03-08", home, "test", "tester")
    assert warehouse.query("select * from landing.column_profile order by file_id, column_name") == before


def test_a_rejected_file_leaves_no_profile(warehouse: Warehouse, root: Path) -> None:
    put_days(root, range(1, 2), amount="abc")
    take(warehouse, root)
    assert warehouse.query("select status from mart.feed_health") == [("rejected",)]
    assert warehouse.query("select count(*) from landing.column_profile") == [(0,)]


def make_chunk(frame: pd.DataFrame, file_id: int = 1) -> pd.DataFrame:
    return frame.assign(file_id=file_id, row_no=range(1, len(frame) + 1))


def make_file(file_id: int = 1) -> KnownFile:
    came = datetime(2024, 3, 1, tzinfo=UTC)
    return KnownFile(file_id, "bank-a", "transactions", "20240301.csv", "0" * 64, {}, "landed", "", 0, came, 0)


def test_a_profile_keeps_no_text_but_agreed_codes() -> None:
    feed = find_feed("bank-a", "transactions")
    frame = pd.DataFrame({column.name: ["somchai canary"] * 3 for column in feed.columns}, dtype="str")
    frame.loc[0, "channel"] = "ATM"
    profile = Profile(feed)
    profile.see(make_chunk(frame))
    table = profile.tabulate([make_file()]).set_index("column_name")
    assert table.loc["channel", "code_counts"] == {"ATM": 1, "": 2}
    assert "canary" not in repr(profile)
    assert "canary" not in table.to_csv()


def test_the_parts_of_a_file_add_up_and_files_stay_apart() -> None:
    feed = find_feed("bank-a", "transactions")
    texts = [posting(n, amount=f'"{n}.00"').replace('"', "").split(",") for n in range(1, 100)]
    lines = pd.DataFrame(texts, columns=[c.name for c in feed.columns]).replace("", None)
    whole, parts = Profile(feed), Profile(feed)
    whole.see(make_chunk(lines))
    parts.see(pd.concat([make_chunk(lines.iloc[:30]), make_chunk(lines, 2)], ignore_index=True))
    parts.see(make_chunk(lines.iloc[30:]))
    expected = whole.tabulate([make_file()])
    assert_frame_equal(parts.tabulate([make_file()]), expected)
    by_name = expected.set_index("column_name")
    assert by_name.loc["amount", ["row_count", "filled_count", "median"]].tolist() == [99, 99, 50.0]
    assert by_name.loc["device_id", "filled_count"] == 0
    assert by_name.loc["channel", "code_counts"] == {"MOBILE": 99}
    assert set(parts.tabulate([make_file(), make_file(2)])["file_id"]) == {1, 2}


def test_the_median_of_a_large_file_is_that_of_a_sample() -> None:
    feed = find_feed("bank-a", "transactions")
    lines = pd.DataFrame({c.name: ["x"] * 50_000 for c in feed.columns}).assign(
        amount=[f"{n}.00" for n in range(50_000)]
    )
    profile = Profile(feed)
    profile.see(make_chunk(lines))
    assert len(profile.numbers[0]) <= 2_100
    [median] = profile.tabulate([make_file()]).set_index("column_name").loc[["amount"], "median"]
    assert median == pytest.approx(25_000, rel=0.01)
