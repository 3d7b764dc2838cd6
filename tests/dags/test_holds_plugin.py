"""The plugin of holds: a stranger gets nothing, nor does who may not decide; an officer gets pages under a strict policy."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from tests.conftest import Warehouse
from tests.unit.pipeline.holds import add_account, propose, run_desk, say, states

OFFICER = {"Authorization": "Bearer good"}


class _Manager:
    """An auth manager that knows one token, and whether its user may answer the questions of decide."""

    may_decide = True

    async def get_user_from_token(self, token: str) -> str:
        from jwt import InvalidTokenError

        if token != "good":
            raise InvalidTokenError
        return "somebody"

    def is_authorized_dag(self, **asked: Any) -> bool:
        assert (asked["details"].id, asked["method"], asked["access_entity"].value) == ("decide", "PUT", "HITL_DETAIL")
        return self.may_decide


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from airflow.api_fastapi import app as airflow_app

    from plugins.holds import app

    monkeypatch.setattr("airflow.api_fastapi.core_api.security.get_auth_manager", _Manager)
    monkeypatch.setattr("airflow.api_fastapi.core_api.security.DagModel.get_team_name", lambda _: None)
    assert airflow_app is not None
    yield app
    app.dependency_overrides.clear()


@pytest.fixture
def request_id(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AIRFLOW_CONN_RUKKHAT_ANALYST", warehouse.analyst)
    propose(warehouse, add_account(warehouse, "901", "1111111111"), "1200.50")
    run_desk(warehouse, say("Approve"))
    return next(iter(states(warehouse)))


def test_every_route_refuses_strangers_and_who_may_not_decide(
    app: Any, request_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plugins.holds import HoldsPlugin

    (mounted,) = HoldsPlugin.fastapi_apps
    client = TestClient(mounted["app"])
    paths = [
        route.path.replace("{request_id}", request_id) for route in mounted["app"].routes if isinstance(route, Route)
    ]
    assert paths == ["/", f"/request/{request_id}"]
    for path in paths:
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer bad"}).status_code == 403
        assert client.post(path, headers=OFFICER).status_code == 405
    monkeypatch.setattr(_Manager, "may_decide", False)
    assert {client.get(path, headers=OFFICER).status_code for path in paths} == {403}


def test_an_officer_sees_the_list_and_the_case(app: Any, request_id: str) -> None:
    client = TestClient(app)
    desk, case = client.get("/", headers=OFFICER), client.get(f"/request/{request_id}", headers=OFFICER)
    assert (desk.status_code, case.status_code) == (200, 200)
    assert f'href="request/{request_id}"' in desk.text
    for words in ("1,200.50", "1111111111", "lies here", "by somchai: checked the evidence"):
        assert words in case.text
    for answer in (desk, case):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == (
            "private, no-store",
            "no-referrer",
        )


@pytest.mark.parametrize("name", ["FR-none", "x%00", "%27%20or%201=1--", "..%2f.."])
def test_what_is_no_request_does_not_exist(app: Any, request_id: str, name: str) -> None:
    assert TestClient(app).get(f"/request/{name}", headers=OFFICER).status_code == 404
    assert request_id


def test_the_pages_stand_in_the_menu_and_on_the_dags() -> None:
    from plugins.holds import HoldsPlugin

    assert [(view["destination"], view["href"]) for view in HoldsPlugin.external_views] == [
        ("nav", "/holds/"),
        ("dag", "/holds/"),
    ]
