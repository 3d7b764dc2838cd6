"""Every route of every plugin's web app refuses a stranger, and who has no right: found by walking, not by a list."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from airflow.plugins_manager import AirflowPlugin
from fastapi import HTTPException
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Route

import plugins


class NobodyMay:
    """An auth manager that knows a token, and gives its user no right at all."""

    async def get_user_from_token(self, token: str) -> str:
        from jwt import InvalidTokenError

        if token != "good":
            raise InvalidTokenError
        return "somebody"

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("is_authorized"):
            raise AttributeError(name)
        return lambda **_: False


def list_apps() -> Iterator[tuple[str, Any]]:
    for found in pkgutil.iter_modules(plugins.__path__, "plugins."):
        module = importlib.import_module(found.name)
        for plugin in vars(module).values():
            if isinstance(plugin, type) and issubclass(plugin, AirflowPlugin) and plugin is not AirflowPlugin:
                for mounted in plugin.fastapi_apps:
                    yield f"{found.name}:{mounted['url_prefix']}", mounted["app"]


APPS = dict(list_apps())


def list_routes(app: Any) -> list[tuple[str, str]]:
    routes: list[BaseRoute] = app.routes
    assert all(isinstance(route, Route) for route in routes), "a mounted app would need its own walk"
    return [
        (method, route.path) for route in routes if isinstance(route, Route) for method in sorted(route.methods or ())
    ]


def test_there_are_apps_with_routes() -> None:
    assert {"plugins.complaints:/complaints", "plugins.data_docs:/data-docs"} <= set(APPS)
    assert all(list_routes(app) for app in APPS.values())


@pytest.mark.parametrize("name", sorted(APPS))
def test_strangers_and_those_without_rights_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airflow.api_fastapi.core_api.security.get_auth_manager", NobodyMay)
    monkeypatch.setattr("airflow.api_fastapi.core_api.security.DagModel.get_team_name", lambda _: None)
    client = TestClient(APPS[name])
    for method, path in list_routes(APPS[name]):
        plain = path.replace("{path:path}", "x").replace("{", "").replace("}", "") or "/"
        assert client.request(method, plain).status_code == 401, (method, path)
        for token in ("bad", "good"):
            answer = client.request(method, plain, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 403, (method, path, token)
    assert HTTPException
