"""Data Docs from a real load: pages per file, found from the mart, without a single value, without any call outside."""

import json
import re
import socket
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from include.pipeline.data_docs import build_data_docs
from include.pipeline.ingest import land, load
from tests.conftest import Warehouse
from tests.deliveries import put_file

STRANGE = "<img src=x onerror=alert(1)>.jsonl"
CANARIES = ("CANARYID7719", "0891112223", "canary@example.net", "CANARYTEXT", "CANARYTOPIC")


def make_tip(number: int, **changed: Any) -> dict[str, Any]:
    tip = {
        "tip_id": f"CANARYID7719{number}", "received_at": "2024-04-04T10:00:00+07:00", "topic": "GAMBLING",
        "urls": ["https://example.com/CANARYTEXT"], "phones": ["0891112223"], "line_ids": [], "bank_accounts": [],
        "province": "กรุงเทพมหานคร", "narrative": "CANARYTEXT", "reporter_contact": "canary@example.net",
    }  # fmt: skip
    return tip | changed


def put_tips(root: Path, name: str, tips: list[dict[str, Any]]) -> None:
    put_file(root, f"tips/public-tips/{name}", "\n".join(map(json.dumps, tips)) + "\n", rows=len(tips))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Refuse every connection but to a local socket; return the attempts."""
    attempts: list[object] = []
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX or str(address[0]).startswith("127."):
            return connect(self, address)
        attempts.append(address)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return attempts


def test_a_load_is_shown_without_any_value(warehouse: Warehouse, tmp_path: Path, no_network: list[object]) -> None:
    root, home = tmp_path / "in", tmp_path / "home"
    tips = [make_tip(number) for number in range(30)]
    put_tips(root, STRANGE, tips)
    put_tips(root, "one-bad.jsonl", [*(make_tip(n + 50) for n in range(40)), make_tip(99, topic="CANARYTOPIC")])
    put_tips(root, "dirty.jsonl", [make_tip(200), make_tip(201, received_at="CANARYTEXT")])
    land(warehouse.loader, str(root), str(home))
    load(warehouse.loader, "tips", str(home))
    assert build_data_docs(warehouse.loader, str(home)) == {"pages": 3}
    assert build_data_docs(warehouse.loader, str(home)) == {"pages": 0}

    health = {
        name: (status, failed, path)
        for name, status, failed, path in warehouse.query(
            "select file_name, status, validation_failed_count, data_docs_path from mart.feed_health"
        )
    }
    assert {name: found[:2] for name, found in health.items()} == {
        STRANGE: ("loaded", 0), "one-bad.jsonl": ("loaded", 1), "dirty.jsonl": ("rejected", 1),
    }  # fmt: skip
    site = home / "gx" / "data_docs"
    for _, _, path in health.values():
        assert "<img" not in (site / str(path)).read_text()
        assert str(path) in (site / "index.html").read_text()
    assert "<img" not in (site / "index.html").read_text()
    bad_page = (site / str(health["one-bad.jsonl"][2])).read_text()
    assert "1 unexpected values found" in bad_page
    assert warehouse.query(
        "select field, rule, rows_checked, rows_failed from mart.validation_result"
        " where file_name = 'one-bad.jsonl' and not is_success"
    ) == [("topic", "unknown_code", 41, 1)]

    stored = str(warehouse.query("select * from landing.validation_result")).encode()
    files = {path: path.read_bytes() for path in (home / "gx").rglob("*") if path.is_file()}
    assert len(files) > 10
    for canary in CANARIES:
        assert [path for path, content in files.items() if canary.encode() in content] == []
        assert canary.encode() not in stored
    for path, content in files.items():
        if path.suffix == ".html":
            assert b"<script" not in content
            assert not re.search(rb"<(?:link|img|iframe|object)[^>]*https?://|@import|url\(['\"]?https?:", content), (
                path
            )
    assert no_network == []


def test_a_file_loaded_again_gets_one_result_and_a_new_page(warehouse: Warehouse, tmp_path: Path) -> None:
    from include.pipeline.ingest import reload

    root, home = tmp_path / "in", tmp_path / "home"
    put_tips(root, "20240404.jsonl", [make_tip(1)])
    land(warehouse.loader, str(root), str(home))
    load(warehouse.loader, "tips", str(home))
    build_data_docs(warehouse.loader, str(home))
    before = warehouse.query("select count(*) from landing.validation_result")
    reload(warehouse.loader, "tips", "public-tips", "2024-04-04", str(home), "test", "tester")
    assert warehouse.query("select count(*) from landing.validation_result") == before
    assert build_data_docs(warehouse.loader, str(home)) == {"pages": 1}


def test_analysts_read_the_view_and_not_the_table(warehouse: Warehouse) -> None:
    with psycopg2.connect(warehouse.analyst) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from mart.validation_result")
        assert cursor.fetchone() == (0,)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select * from landing.validation_result")
    connection.close()
