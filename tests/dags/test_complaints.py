"""`POST /complaints`: who may start the fast lane gets a receipt, and nothing personal comes back or into the log."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.complaints import complaint

OFFICER = {"Authorization": "Bearer officer"}
VIEWER = {"Authorization": "Bearer viewer"}
BODY = json.dumps(complaint("C1"))


class User:
    def __init__(self, name: str) -> None:
        self.name = name

    def get_name(self) -> str:
        return self.name


class Manager:
    """An auth manager for which an officer may trigger, and a viewer may only read."""

    async def get_user_from_token(self, token: str) -> User:
        from jwt import InvalidTokenError

        if token not in ("officer", "viewer"):
            raise InvalidTokenError
        return User(token)

    def is_authorized_dag(self, *, method: str, access_entity: Any, details: Any, user: User) -> bool:
        assert (details.id, access_entity.value) == ("freeze_now", "RUN")
        return method == "GET" or user.name == "officer"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUKKHAT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def client(home: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    from plugins.complaints import app

    monkeypatch.setattr("airflow.api_fastapi.core_api.security.get_auth_manager", Manager)
    monkeypatch.setattr("airflow.api_fastapi.core_api.security.DagModel.get_team_name", lambda _: None)
    return TestClient(app)


def post(client: TestClient, content: str | bytes = BODY, **headers: str) -> Any:
    return client.post("/", content=content, headers={"Content-Type": "application/json", **OFFICER, **headers})


def list_inbox(home: Path) -> list[Path]:
    return sorted(path for path in (home / "inbox").rglob("*") if path.is_file())


def test_an_officer_gets_a_receipt_and_the_file_is_there(client: TestClient, home: Path) -> None:
    answer = post(client)
    assert answer.status_code == 202
    told = answer.json()
    assert told["complaints"] == 1
    put, control = list_inbox(home)
    assert told["receipt"] in put.name
    assert "C1" not in put.name
    assert json.loads(put.read_text(encoding="utf-8")) == complaint("C1")
    assert json.loads(control.read_text(encoding="utf-8"))["handed_in_by"] == "officer"


def test_a_list_is_one_file(client: TestClient, home: Path) -> None:
    assert post(client, json.dumps([complaint("C1"), complaint("C2")])).json()["complaints"] == 2
    assert len(list_inbox(home)[0].read_bytes().splitlines()) == 2


def test_a_viewer_may_not(client: TestClient, home: Path) -> None:
    assert post(client, **VIEWER).status_code == 403
    assert not (home / "inbox").exists()


def test_a_strangers_body_is_not_even_read(client: TestClient) -> None:
    answer = client.post("/", content=b"x" * (4 << 20), headers={"Content-Type": "application/json"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Authorization": "Basic eDp5"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 202),
    ],
)
def test_a_cookie_counts_only_from_our_own_pages(client: TestClient, headers: dict[str, str], status: int) -> None:
    client.cookies.set("_token", "officer")
    headers = {"Content-Type": "application/json", **headers}
    assert client.post("/", content=BODY, headers=headers).status_code == status


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(client: TestClient, home: Path, kind: str) -> None:
    assert post(client, **{"Content-Type": kind}).status_code == 415
    assert not (home / "inbox").exists()


def test_more_than_the_cap_is_refused(client: TestClient, home: Path) -> None:
    assert post(client, b" " * (1 << 20) + BODY.encode()).status_code == 413
    assert not (home / "inbox").exists()


def test_what_is_no_complaint_is_told_by_place_never_by_value(
    client: TestClient, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = post(client, json.dumps(complaint("canary-1") | {"narrative": 7, "victim": "canary-2"}))
    assert answer.status_code == 422
    assert {tuple(fault["where"]) for fault in answer.json()["faults"]} == {(0, "narrative"), (0, "victim")}
    assert "canary" not in answer.text + caplog.text
    assert not (home / "inbox").exists()


def test_nothing_of_a_complaint_stands_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert post(client, json.dumps(complaint("canary-1", narrative="canary-2"))).status_code == 202
    assert "canary" not in caplog.text


def test_a_full_disk_is_told_and_nothing_half_stays(
    client: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("include.landing.inbox.os.fsync", refuse)
    assert post(client).status_code == 507
    assert list_inbox(home) == []
