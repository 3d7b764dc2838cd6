"""The committed data context: what the contracts say, loadable by Great Expectations, runnable, silent, value-free."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from include.runner.docs import write_project
from include.sources import all_feeds, find_feed
from include.validate.docs import open_context
from include.validate.normal import normalise_batch
from include.validate.suite import build_suite, name_suite

ROOT = Path(__file__).resolve().parents[2]
CANARY = "CANARY0812345678"


def make_cells(count: int) -> pd.DataFrame:
    numbers = pd.Series(range(count))
    return pd.DataFrame(
        {
            "row_no": numbers + 1,
            "cell_id": "C" + numbers.astype(str),
            "lat": "13.75",
            "lon": "100.5",
            "province": "กรุงเทพมหานคร",
            "fault": None,
        }
    )


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("RUKKHAT_HOME", str(tmp_path))
    return open_context(tmp_path)


def test_files_are_current() -> None:
    assert write_project(ROOT / "gx", is_check=True) == [], "run `make docs`"


def test_a_changed_or_left_over_file_is_found(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert write_project(tmp_path, is_check=True) == []
    (tmp_path / "checkpoints/gone.feed.json").write_text("{}")
    (tmp_path / "expectations/bank-a/accounts.json").write_text("{}")
    assert write_project(tmp_path, is_check=True) == ["checkpoints/gone.feed.json", "expectations/bank-a/accounts.json"]
    write_project(tmp_path)
    assert write_project(tmp_path, is_check=True) == []


def test_great_expectations_reads_every_suite_as_the_contract_builds_it(context: Any) -> None:
    assert sorted(suite.name for suite in context.suites.all()) == sorted(name_suite(feed) for feed in all_feeds())
    for feed in all_feeds():
        stored, built = context.suites.get(name_suite(feed)), build_suite(feed)
        assert [_tell(line) for line in stored.expectations] == [_tell(line) for line in built.expectations]


def _tell(expectation: Any) -> tuple[str, str, str]:
    configuration = expectation.configuration.to_json_dict()
    return (
        configuration["type"],
        json.dumps(configuration["kwargs"], sort_keys=True),
        json.dumps(configuration["meta"], sort_keys=True),
    )


@pytest.mark.parametrize(("lat", "is_good"), [("13.7", True), (CANARY, False)])
def test_an_engineer_can_run_a_checkpoint_and_no_value_is_kept(
    context: Any, tmp_path: Path, lat: str, is_good: bool
) -> None:
    feed = find_feed("telco-a", "cells")
    cells = make_cells(3)
    cells.loc[0, ["lat", "cell_id"]] = [lat, CANARY]
    looks = normalise_batch(feed, cells).looks
    outcome = context.checkpoints.get("telco-a.cells").run(batch_parameters={"dataframe": looks})
    assert outcome.success is is_good
    assert list((tmp_path / "gx/data_docs/validations/telco-a/cells").rglob("*.html"))
    assert [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []


def test_times_of_a_stored_suite_still_judge(context: Any) -> None:
    looks = pd.DataFrame({"booked_at": pd.to_datetime(["2024-04-04T16:00Z", "1999-01-01T00:00Z"], utc=True)})
    suite = context.suites.get("bank-a.transactions")
    between = [line for line in suite.expectations if line.column == "booked_at"]
    batch = context.data_sources.get("rukkhat").get_asset("bank-a.transactions").get_batch_definition("looks")
    result = batch.get_batch(batch_parameters={"dataframe": looks}).validate(between[0])
    assert result.result["unexpected_count"] == 1


def test_analytics_are_off_and_nothing_of_a_machine_is_committed(context: Any) -> None:
    assert context.variables.analytics_enabled is False
    for path in (ROOT / "gx").rglob("*"):
        if path.is_file():
            assert str(ROOT) not in path.read_text(encoding="utf-8")
