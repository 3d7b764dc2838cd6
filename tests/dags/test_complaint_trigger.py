"""The trigger of the fast lane: woken by the kernel, safe without it, and in step with the contracts."""

import asyncio
import json
import os
import tempfile
import time
from pathlib import Path

import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-"))

from include.pipeline.inbox import hand_in
from include.pipeline.lane import list_urgent
from plugins import complaint_trigger
from plugins.complaint_trigger import URGENT, ComplaintTrigger
from tests.complaints import complaint, put_complaints


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUKKHAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RUKKHAT_LANDING", str(tmp_path / "in"))
    return tmp_path / "in"


async def collect(trigger: ComplaintTrigger, seconds: float, *steps: tuple[float, object]) -> list[tuple[int, float]]:
    """Run a trigger that long while steps (at, what to do) are done; return its events as (files, at)."""
    began, found = time.monotonic(), list[tuple[int, float]]()

    async def listen() -> None:
        async for event in trigger.run():
            found.append((event.payload["files"], time.monotonic() - began))

    listening = asyncio.create_task(listen())
    for at, do in steps:
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        await asyncio.to_thread(do)  # type: ignore[arg-type]
    await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
    listening.cancel()
    return found


def test_it_watches_what_the_contracts_call_complaints() -> None:
    assert [(feed.agency, feed.name) for feed in list_urgent()] == list(URGENT)


def test_it_is_woken_and_does_not_wait_for_its_next_look(landing: Path) -> None:
    put_complaints(landing, "20240301T09.jsonl", [complaint("C0")])
    events = asyncio.run(
        collect(
            ComplaintTrigger(pause_s=60),
            6,
            (3, lambda: put_complaints(landing, "20240301T10.jsonl", [complaint("C1")])),
            (4.5, lambda: hand_in(os.environ["RUKKHAT_HOME"], json.dumps(complaint("C2")).encode(), "desk")),
        )
    )
    assert [files for files, _ in events] == [1, 1, 1], "what lay there, what landed, what was handed in"
    assert events[1][1] < 4.5


def test_it_looks_by_itself_where_nobody_wakes_it(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaint_trigger, "watch", _watch_blindly)
    put = (0.6, lambda: put_complaints(landing, "20240301T10.jsonl", [complaint("C1")]))
    assert [files for files, _ in asyncio.run(collect(ComplaintTrigger(pause_s=0.2), 3, put))] == [1]


async def _watch_blindly(folders: list[str], pause_s: float) -> object:
    while True:
        await asyncio.sleep(pause_s)
        yield set()


def test_a_folder_that_comes_later_is_watched(landing: Path) -> None:
    events = asyncio.run(
        collect(
            ComplaintTrigger(pause_s=0.5),
            5,
            (1, lambda: put_complaints(landing, "20240301T10.jsonl", [complaint("C1")])),
            (3, lambda: put_complaints(landing, "20240301T11.jsonl", [complaint("C2")])),
        )
    )
    assert [files for files, _ in events] == [1, 1]


def test_half_a_file_old_files_and_links_wake_nobody(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_complaints(landing, "20240301T10.jsonl", [complaint("C1")], control=None)
    put_complaints(tmp_path / "elsewhere", "20240301T11.jsonl", [complaint("C2")])
    (landing / "tips" / "complaints" / "20240301T12.jsonl.ctl.json").symlink_to(
        tmp_path / "elsewhere" / "tips" / "complaints" / "20240301T11.jsonl.ctl.json"
    )
    assert complaint_trigger.look(os.environ["RUKKHAT_HOME"])[0] == frozenset()
    put_complaints(landing, "20240301T13.jsonl", [complaint("C3")])
    assert len(complaint_trigger.look(os.environ["RUKKHAT_HOME"])[0]) == 1
    monkeypatch.setattr("include.pipeline.places.FRESH_S", -1.0)
    assert complaint_trigger.look(os.environ["RUKKHAT_HOME"])[0] == frozenset()


def test_only_folders_of_this_machine_that_may_speak_for_the_feed(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_complaints(landing, "20240301T10.jsonl", [complaint("C1")])
    feed = landing / "tips" / "complaints"
    for setting, count in (
        (f"tips={landing}/tips", 1), (f"tips/complaints={feed}", 1), (f"bank-a={landing}", 0), ("sftp://id@host/drop", 0),
    ):  # fmt: skip
        monkeypatch.setenv("RUKKHAT_LANDING", setting)
        assert len(complaint_trigger.look(os.environ["RUKKHAT_HOME"])[0]) == count


def test_it_comes_back_from_its_own_arguments() -> None:
    path, arguments = ComplaintTrigger(5.0).serialize()
    assert path == "plugins.complaint_trigger.ComplaintTrigger"
    assert ComplaintTrigger(**arguments).pause_s == 5.0
