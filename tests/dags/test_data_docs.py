"""The plugin of Data Docs: a stranger gets nothing, a reader gets pages only, and nothing outside of the site."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Mount, Route


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUKKHAT_HOME", str(tmp_path))
    folder = tmp_path / "gx" / "data_docs"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("first page")
    (folder / "page.json").write_text("{}")
    (folder / "static").mkdir()
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path / "gx" / "outside.html").write_text("outside")
    return folder


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from airflow.api_fastapi import app as airflow_app

    from plugins.data_docs import app

    monkeypatch.setattr("airflow.api_fastapi.core_api.security.get_auth_manager", _Manager)
    monkeypatch.setattr("airflow.api_fastapi.core_api.security.DagModel.get_team_name", lambda _: None)
    assert airflow_app is not None
    yield app
    app.dependency_overrides.clear()


class _Manager:
    """An auth manager that knows one token, and whether its user may read DAGs."""

    may_read = True

    async def get_user_from_token(self, token: str) -> str:
        from jwt import InvalidTokenError

        if token != "good":
            raise InvalidTokenError
        return "somebody"

    def is_authorized_dag(self, **asked: Any) -> bool:
        assert asked["details"].id == "ingest"
        return self.may_read


READER = {"Authorization": "Bearer good"}


def test_every_route_and_mount_of_every_plugin_refuses_a_stranger(app: Any, site: Path) -> None:
    from plugins.data_docs import DataDocsPlugin

    asked = 0
    for mounted in DataDocsPlugin.fastapi_apps:
        client = TestClient(mounted["app"])
        for route in mounted["app"].routes:
            assert isinstance(route, Route | Mount)
            for path in ("/", "/index.html", route.path.replace("{path:path}", "static/x.css")):
                for method in getattr(route, "methods", None) or {"GET"}:
                    assert client.request(method, path).status_code == 401
                    assert client.request(method, path, headers={"Authorization": "Bearer bad"}).status_code == 403
                    asked += 1
    assert asked


def test_who_may_not_read_the_dag_may_not_read_its_docs(app: Any, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Manager, "may_read", False)
    assert TestClient(app).get("/index.html", headers=READER).status_code == 403


def test_a_reader_gets_pages_under_a_strict_policy(app: Any, site: Path) -> None:
    for path in ("/", "/index.html"):
        answer = TestClient(app).get(path, headers=READER)
        assert (answer.status_code, answer.text) == (200, "first page")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/../../secrets.json", "/%2e%2e/outside.html", "/..%2foutside.html", "/static/", "/static", "/page.json", "/absent.html",
        "/%2fetc/passwd", "/..%5coutside.html", "/index.html%00.css", "//etc/hostname", "/link.html",
    ],
)  # fmt: skip
def test_nothing_else_exists(app: Any, site: Path, path: str) -> None:
    (site / "link.html").symlink_to(site.parent / "outside.html")
    assert TestClient(app).get(path, headers=READER).status_code == 404


def test_before_the_first_run_the_page_says_so(app: Any, site: Path) -> None:
    (site / "index.html").unlink()
    assert "No file has been validated" in TestClient(app).get("/", headers=READER).text
