"""The trigger fires once per change of the landing folder, and only for files whose control file is there."""

import asyncio
import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-"))

from plugins.landing_trigger import LandingTrigger, list_complete
from tests.servers.web import Answers, serve_web


def put(landing: Path, name: str, *, is_complete: bool) -> None:
    path = landing / "bank-a" / "transactions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    if is_complete:
        path.with_name(f"{name}.ctl.json").write_text("{}")


async def next_event(trigger: LandingTrigger, seconds: float = 0.5) -> dict[str, int] | None:
    """Run a trigger for at most that long; return its first event's payload."""
    stream = trigger.run()
    try:
        event = await asyncio.wait_for(anext(stream), seconds)
    except TimeoutError:
        return None
    return dict(event.payload)


def test_a_file_without_control_file_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "20240301T00.csv", is_complete=False)
    assert list_complete(str(tmp_path)) == frozenset()


def test_no_folder_is_no_error(tmp_path: Path) -> None:
    assert list_complete(str(tmp_path / "none")) == list_complete("") == frozenset()


def test_it_fires_for_what_lies_there_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUKKHAT_LANDING", str(tmp_path))
    put(tmp_path, "20240301T00.csv", is_complete=True)
    put(tmp_path, "20240301T01.csv", is_complete=True)
    assert asyncio.run(next_event(LandingTrigger(0.01))) == {"files": 2}


def test_it_fires_once_per_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUKKHAT_LANDING", str(tmp_path))

    async def watch() -> list[int]:
        counts = []
        stream = LandingTrigger(0.05).run()
        put(tmp_path, "20240301T00.csv", is_complete=True)
        counts.append((await anext(stream)).payload["files"])
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        put(tmp_path, "20240301T01.csv", is_complete=True)
        counts.append((await waiting).payload["files"])
        return counts

    assert asyncio.run(watch()) == [1, 1]


def test_it_can_be_stored_and_made_again() -> None:
    path, arguments = LandingTrigger(3.0).serialize()
    assert path == "plugins.landing_trigger.LandingTrigger"
    assert LandingTrigger(**arguments).pause_s == 3.0


def test_what_is_stored_of_it_holds_no_address_and_no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUKKHAT_LANDING", "sftp://canary@host/drop")
    assert set(LandingTrigger().serialize()[1]) == {"pause_s", "remote_pause_s"}
    assert "canary" not in str(LandingTrigger().serialize())


def test_it_polls_an_api_at_its_own_pace_beside_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_web() as api:
        monkeypatch.setenv("RUKKHAT_LANDING", f"{tmp_path} {api.url}")
        api.answers["/feeds"] = Answers.page([api.offer("20240301T10.csv", b"x")])

        async def watch() -> list[int]:
            stream = LandingTrigger(0.02, remote_pause_s=0.3).run()
            counts = [(await anext(stream)).payload["files"]]
            put(tmp_path, "20240301T00.csv", is_complete=True)
            counts.append((await anext(stream)).payload["files"])
            await stream.aclose()
            return counts

        assert asyncio.run(watch()) == [1, 1]
        assert api.count("/feeds") == 1


def test_it_fires_once_when_a_place_fails_and_once_when_it_answers_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with serve_web() as api:
        monkeypatch.setenv("RUKKHAT_LANDING", api.url)
        api.answers["/feeds"] = Answers.of(b"", status=404)

        async def watch() -> list[int]:
            stream = LandingTrigger(remote_pause_s=0.05).run()
            counts = [(await anext(stream)).payload["files"]]
            following = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0.4)
            assert not following.done()
            api.answers["/feeds"] = Answers.page([api.offer("20240301T10.csv", b"x")])
            counts.append((await following).payload["files"])
            await stream.aclose()
            return counts

        assert asyncio.run(watch()) == [0, 1]
    assert "the listing: is not there (404)" in caplog.text


def test_the_login_is_read_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_web() as api:
        monkeypatch.setenv("RUKKHAT_LANDING", api.url.replace("//", "//bank_api@"))
        monkeypatch.setenv("AIRFLOW_CONN_BANK_API", '{"conn_type": "http", "host": "127.0.0.1", "password": "canary"}')
        api.answers["/feeds"] = Answers.page([api.offer("20240301T10.csv", b"x")])
        assert asyncio.run(next_event(LandingTrigger(), 5)) == {"files": 1}
        assert api.asked[0][1]["Authorization"] == "Bearer canary"
