"""A file of ours stands at its place whole and once: folder, SFTP, HTTPS."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.core.errors import SettingError
from include.landing.outgoing import put_file
from include.landing.place import Place, PlaceError, TransientError, parse_places
from tests.servers.sftp import serve_sftp

FOLDERS = ("bank-a", "freeze-requests")


def test_a_folder_takes_a_file_once(tmp_path: Path) -> None:
    place = Place("file", "", None, str(tmp_path))
    assert put_file(place, FOLDERS, "a.jsonl", "ไทย\n")
    assert not put_file(place, FOLDERS, "a.jsonl", "other\n")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.jsonl"], "no half files are left"
    assert tmp_path.joinpath(*FOLDERS, "a.jsonl").read_bytes() == "ไทย\n".encode()


@pytest.mark.parametrize("name", ["../a", ".hidden", "a/b", ""])
def test_names_are_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingError, match="plain name"):
        put_file(Place("file", "", None, str(tmp_path)), FOLDERS, name, "x")


class Bank:
    """A bank's HTTPS drop: keeps what is put, refuses a name twice, or answers `status` to everything."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.headers: list[dict[str, str]] = []
        self.status = 0


@pytest.fixture
def bank() -> Iterator[tuple[Bank, Place]]:
    kept = Bank()

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.headers.append(dict(self.headers))
            is_there = self.path in kept.files and self.headers["If-None-Match"] == "*"
            status = kept.status or (412 if is_there else 201)
            if status == 201:
                kept.files[self.path] = body
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept, parse_places(f"http://127.0.0.1:{server.server_port}/drop")[0]
    server.shutdown()
    server.server_close()
    thread.join()


def test_https_takes_a_file_once_and_knows_us(bank: tuple[Bank, Place]) -> None:
    kept, place = bank
    fields = {"host": "127.0.0.1", "login": "rukkhat", "password": "secret"}
    assert put_file(place, FOLDERS, "a.jsonl", "x\n", fields)
    assert not put_file(place, FOLDERS, "a.jsonl", "x\n", fields)
    assert kept.files == {"/drop/bank-a/freeze-requests/a.jsonl": b"x\n"}
    assert kept.headers[0]["Idempotency-Key"] == "a.jsonl"
    assert kept.headers[0]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("status", "error"), [(503, TransientError), (429, TransientError), (403, PlaceError), (302, PlaceError)]
)
def test_https_that_refuses_is_said(bank: tuple[Bank, Place], status: int, error: type[Exception]) -> None:
    kept, place = bank
    kept.status = status
    with pytest.raises(error, match=f"answered {status}"):
        put_file(place, FOLDERS, "a.jsonl", "x\n")
    assert kept.files == {}


def test_a_secret_goes_to_its_own_host_only(bank: tuple[Bank, Place]) -> None:
    with pytest.raises(SettingError, match="another host"):
        put_file(bank[1], FOLDERS, "a.jsonl", "x\n", {"host": "elsewhere", "password": "secret"})
    assert bank[0].headers == []


def test_sftp_takes_a_file_once(tmp_path: Path) -> None:
    with serve_sftp(tmp_path) as server:
        place = parse_places(server.url + "drop")[0]
        (tmp_path / "drop").mkdir()
        assert put_file(place, FOLDERS, "a.jsonl", "ไทย\n", server.login())
        assert not put_file(place, FOLDERS, "a.jsonl", "other\n", server.login())
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.jsonl"]
    assert tmp_path.joinpath("drop", *FOLDERS, "a.jsonl").read_bytes() == "ไทย\n".encode()


def test_sftp_that_refuses_the_login_is_said_without_it(tmp_path: Path) -> None:
    with serve_sftp(tmp_path) as server, pytest.raises(PlaceError, match="login is refused") as caught:
        put_file(parse_places(server.url)[0], FOLDERS, "a.jsonl", "x", server.login(password="wrong-secret"))
    assert "wrong-secret" not in str(caught.value)
