"""Several landing places through the whole chain: one that fails stops no other, nothing doubles, no secret leaves."""

import contextlib
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include.core.errors import DeliveryNotFoundError, SettingError
from include.landing.place import LIMITS, PlaceError
from include.landing.store import TEMPORARY, FileChangedError, keep_file, sweep
from include.pipeline import ingest
from tests.conftest import Warehouse
from tests.deliveries import POSTING_HEAD, posting, put_postings
from tests.servers.sftp import PASSWORD, Sftp, serve_sftp
from tests.servers.web import Answers, Api, serve_web

FAST = replace(LIMITS, connect_s=2, listing_s=3, file_s=3, tries=2, first_wait_s=0.01)
TOKEN = "web-canary-token"
HEALTH = "select file_name, status, rows_loaded, rows_duplicate from mart.feed_health order by 1"


def postings(first: int, count: int) -> list[str]:
    return [posting(number) for number in range(first, first + count)]


def body(first: int, count: int) -> bytes:
    return "\n".join([POSTING_HEAD, *postings(first, count), ""]).encode()


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[Sftp]:
    put_postings(tmp_path / "drop", "20240301T11.csv", postings(10, 10))
    with serve_sftp(tmp_path / "drop") as sftp:
        yield sftp


@pytest.fixture
def api() -> Iterator[Api]:
    with serve_web() as api:
        api.answers["/feeds"] = Answers.page([api.offer("20240301T12.csv", body(20, 10))])
        yield api


@pytest.fixture
def run(warehouse: Warehouse, tmp_path: Path, sftp: Sftp, api: Api) -> Any:
    put_postings(tmp_path / "in", "20240301T10.csv", postings(0, 10))
    text = f"{tmp_path / 'in'} {sftp.url} {api.url.replace('//', '//web@')}"

    def read_login(connection_id: str) -> dict[str, Any]:
        return {"partner": sftp.login(), "web": {"host": "127.0.0.1", "password": TOKEN}}[connection_id]

    def land_and_load(places: str = text) -> list[tuple[object, ...]]:
        try:
            ingest.land(warehouse.loader, places, str(tmp_path / "home"), read_login=read_login, limits=FAST)
        finally:
            for agency in ingest.list_to_load(warehouse.loader):
                ingest.load(warehouse.loader, agency, str(tmp_path / "home"))
        return warehouse.query(HEALTH)

    return land_and_load


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "home" / "store").rglob("*") if path.is_file()]


def test_files_of_all_places_load_once_and_are_not_fetched_again(
    run: Any, sftp: Sftp, api: Api, tmp_path: Path
) -> None:
    loaded = [(f"20240301T{hour}.csv", "loaded", 10, 0) for hour in (10, 11, 12)]
    assert run() == loaded
    fetched = (sftp.opened.count("/bank-a/transactions/20240301T11.csv"), api.count("/content/20240301T12.csv"))
    assert run() == loaded
    assert fetched == (sftp.opened.count("/bank-a/transactions/20240301T11.csv"), api.count("/content/20240301T12.csv"))
    assert len(stored(tmp_path)) == 3


def test_a_place_that_fails_is_named_and_the_others_load(
    run: Any, api: Api, tmp_path: Path, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    good, api.answers["/feeds"] = api.answers["/feeds"], Answers.of(b"", status=503)
    with caplog.at_level(logging.DEBUG), pytest.raises(PlaceError, match="/feeds: the listing: is busy") as caught:
        run()
    assert [row[0] for row in warehouse.query(HEALTH)] == ["20240301T10.csv", "20240301T11.csv"]
    assert not [secret for secret in (TOKEN, PASSWORD) if secret in caplog.text or secret in str(caught.value)]
    api.answers["/feeds"] = good
    assert len(run()) == 3
    assert len(stored(tmp_path)) == 3


def test_several_failures_are_told_in_one_error(run: Any, api: Api, sftp: Sftp) -> None:
    api.answers["/feeds"] = Answers.of(b"", status=401)
    with pytest.raises(PlaceError, match=r"(?s)no folder gone.*login is refused"):
        run(f"/nowhere/gone {api.url}")
    with pytest.raises(SettingError, match="no Airflow connection other"):
        run(sftp.url.replace("partner", "other"))
    with pytest.raises(DeliveryNotFoundError):
        run("")


def test_one_file_that_cannot_be_had_holds_up_no_other(run: Any, api: Api, warehouse: Warehouse) -> None:
    files = [api.offer(f"20240301T{hour}.csv", body(hour, 1)) for hour in (30, 31, 32)]
    api.answers["/feeds"] = Answers.page(files)
    api.answers["/content/20240301T31.csv"] = Answers.of(b"<html>", kind="text/html")
    with pytest.raises(PlaceError, match=r"20240301T31\.csv: answered with a page"):
        run()
    names = [row[0] for row in warehouse.query(HEALTH)]
    assert names == ["20240301T10.csv", "20240301T11.csv", "20240301T30.csv", "20240301T32.csv"]


def test_a_body_longer_than_its_length_never_loads_and_the_next_run_mends_it(
    run: Any, api: Api, warehouse: Warehouse
) -> None:
    whole = body(20, 10)
    good = api.answers["/content/20240301T12.csv"]
    api.answers["/content/20240301T12.csv"] = Answers.of(whole, length=len(whole) // 2)
    with contextlib.suppress(PlaceError):  # seen at once where the surplus comes with the body, else by its sha256
        run()
    assert [row[:2] for row in warehouse.query(HEALTH) if row[0] == "20240301T12.csv"] in (
        [],
        [("20240301T12.csv", "rejected")],
    )
    api.answers["/content/20240301T12.csv"] = good
    assert ("20240301T12.csv", "loaded", 10, 0) in run()


def test_the_same_file_in_two_places_is_one(run: Any, api: Api, sftp: Sftp, tmp_path: Path) -> None:
    again = body(10, 10)
    api.answers["/feeds"] = Answers.page([api.offer("20240301T11.csv", again)] * 2)
    assert [row for row in run() if row[0] == "20240301T11.csv"] == [("20240301T11.csv", "loaded", 10, 0)]


def test_a_file_without_control_waits_wherever_it_lies(run: Any, api: Api) -> None:
    api.answers["/feeds"] = Answers.page([api.offer("20240301T12.csv", body(20, 10), control=None)])
    assert ("20240301T12.csv", "incomplete", 0, 0) in run()
    assert api.count("/content/20240301T12.csv") == 0


def test_a_folders_file_that_grows_under_us_is_left_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.landing import store

    source, copy = put_postings(tmp_path / "in", "a.csv", postings(0, 3)), store._copy

    def grow(delivered: Any, kept: Any) -> tuple[str, int]:
        copied = copy(delivered, kept)
        with source.open("a") as writer:
            writer.write("more\n")
        return copied

    monkeypatch.setattr(store, "_copy", grow)
    with pytest.raises(FileChangedError, match=r"bank-a/transactions/a\.csv was written to"):
        keep_file(source, tmp_path / "store")
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_what_a_killed_copy_left_is_swept_and_a_copy_under_way_is_not(tmp_path: Path) -> None:
    import fcntl

    for name in ("killed", "running"):
        (tmp_path / f"{TEMPORARY}{name}").write_bytes(b"half")
    with (tmp_path / f"{TEMPORARY}running").open("rb") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        assert sweep(tmp_path) == 1
    assert os.listdir(tmp_path) == [f"{TEMPORARY}running"]  # noqa: PTH208
