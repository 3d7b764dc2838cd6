"""An HTTPS API that misbehaves: what is not whole, not theirs or not asked for never lands, and the error says why."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from include.core.errors import SettingError
from include.landing.opening import open_place
from include.landing.place import LIMITS, PlaceError, TransientError, parse_places
from include.landing.store import stored_path
from tests.servers.web import Answers, Api, Visit, make_certificate, serve_web

FAST = replace(LIMITS, connect_s=2, listing_s=3, file_s=3, tries=3, first_wait_s=0.01, longest_wait_s=0.2)
BODY = b"tx_id\n" + b"A1\n" * 50_000
NAME = "20240301T10.csv"
CONTENT = f"/content/{NAME}"
TOKEN = "web-canary-token"


@pytest.fixture
def api() -> Iterator[Api]:
    with serve_web() as api:
        api.answers["/feeds"] = Answers.page([api.offer(NAME, BODY)])
        yield api


def fetch(api: Api, store: Path, login: dict[str, Any] | None = None, **limits: Any) -> list[tuple[str, int]]:
    """List the place and keep all that it lists."""
    with open_place(parse_places(api.url)[0], login, replace(FAST, **limits)) as place:
        return [place.keep(file, store) for file in place.list_files().files]


def must_fail(api: Api, store: Path, words: str, login: dict[str, Any] | None = None, **limits: Any) -> PlaceError:
    """Assert that nothing lands, no temporary file stays, and that the error names the place in these words."""
    began = time.monotonic()
    with pytest.raises(PlaceError, match=words) as caught:
        fetch(api, store, login, **limits)
    assert time.monotonic() - began < 6
    assert str(caught.value).startswith(api.url)
    assert TOKEN not in str(caught.value)
    assert [path for path in store.rglob("*") if path.is_file()] == []
    return caught.value


def stall(seconds: float, body: bytes = BODY, kind: str = "text/csv") -> Any:
    """Answer one byte at a time."""

    def trickle(visit: Visit) -> None:
        visit.reply(b"", kind=kind, length=len(body))
        for byte in body:
            visit.wfile.write(bytes([byte]))
            visit.wfile.flush()
            time.sleep(seconds)

    return trickle


def test_what_is_listed_on_several_pages_lands(api: Api, tmp_path: Path) -> None:
    first, second = api.offer(NAME, BODY), api.offer("20240301T11.csv", b"tx_id\n")
    api.once["/feeds"] = [Answers.page([first], "c/2?&"), Answers.page([second])]
    kept = fetch(api, tmp_path)
    assert [size for _, size in kept] == [len(BODY), 6]
    assert [sha256 for sha256, _ in kept] == [first["control"]["sha256"], second["control"]["sha256"]]
    assert stored_path(tmp_path, kept[0][0]).read_bytes() == BODY
    assert parse_qs(urlsplit(api.asked[1][0]).query) == {"cursor": ["c/2?&"]}


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("path", ["/feeds", CONTENT])
def test_a_busy_server_is_asked_again(api: Api, tmp_path: Path, status: int, path: str) -> None:
    api.once[path] = [Answers.of(b"busy", status=status)] * 2
    assert fetch(api, tmp_path)[0][1] == len(BODY)
    assert api.count(path) == 3


def test_a_server_that_stays_busy_is_given_up(api: Api, tmp_path: Path) -> None:
    api.answers[CONTENT] = Answers.of(b"busy", status=503)
    must_fail(api, tmp_path, r"20240301T10\.csv: is busy or broken \(503\)")
    assert api.count(CONTENT) == FAST.tries


@pytest.mark.parametrize(
    "wish",
    ["1", formatdate(time.time() + 3600, usegmt=True), "soon", "-1"],
    ids=["seconds", "a date", "no number", "below zero"],  # every worker must collect the same names
)
def test_retry_after_is_honoured_within_bounds(api: Api, tmp_path: Path, wish: str) -> None:
    api.once[CONTENT] = [Answers.of(b"", status=429, Retry_After=wish)]
    began = time.monotonic()
    assert fetch(api, tmp_path, longest_wait_s=0.5)[0][1] == len(BODY)
    waited = time.monotonic() - began
    assert (0.5 <= waited < 2.5) if wish[0] not in "s-" else waited < 0.5


def test_a_body_that_trickles_ends_at_the_deadline(api: Api, tmp_path: Path) -> None:
    api.answers[CONTENT] = stall(0.02)
    must_fail(api, tmp_path, r"was not whole after 0\.5 s", file_s=0.5)


def test_a_listing_that_trickles_ends_at_the_deadline(api: Api, tmp_path: Path) -> None:
    api.answers["/feeds"] = stall(0.02, kind="application/json")
    must_fail(api, tmp_path, r"the listing was not whole after 0\.5 s", listing_s=0.5)


def test_a_server_that_never_answers_ends_at_the_deadline(api: Api, tmp_path: Path) -> None:
    api.answers[CONTENT] = lambda _: time.sleep(2)
    must_fail(api, tmp_path, r"was not whole after 0\.5 s", file_s=0.5)


@pytest.mark.parametrize("path", ["/feeds", CONTENT])
@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/xhtml+xml", "application/problem+json"])
def test_a_page_of_error_with_200_is_no_success(api: Api, tmp_path: Path, path: str, kind: str) -> None:
    api.answers[path] = Answers.of(b"<html>we are sorry</html>", kind=kind)
    must_fail(api, tmp_path, "answered with a page")


def test_json_in_place_of_a_table_is_no_success(api: Api, tmp_path: Path) -> None:
    api.answers[CONTENT] = Answers.of(b'{"error": "try later"}', kind="application/json")
    must_fail(api, tmp_path, "answered with JSON, not with the file")


@pytest.mark.parametrize("status", [204, 206, 301, 304, 400, 404, 410])
def test_any_other_status_is_no_success(api: Api, tmp_path: Path, status: int) -> None:
    api.answers[CONTENT] = Answers.of(b"", status=status)
    must_fail(api, tmp_path, r"status|is not there|redirected")


def test_half_a_body_is_fetched_again_from_its_start(api: Api, tmp_path: Path) -> None:
    api.once[CONTENT] = [Answers.of(BODY[:1000], length=len(BODY))]
    assert fetch(api, tmp_path)[0][1] == len(BODY)
    assert [path.name[:9] for path in tmp_path.iterdir() if path.is_file()] == []


def test_half_a_body_every_time_is_an_error(api: Api, tmp_path: Path) -> None:
    api.answers[CONTENT] = Answers.of(BODY[:1000], length=len(BODY))
    assert isinstance(must_fail(api, tmp_path, "was cut off before its end"), TransientError)


def test_a_chunked_body_that_is_cut_is_an_error(api: Api, tmp_path: Path) -> None:
    def cut(visit: Visit) -> None:
        visit.send_response(200)
        visit.send_header("Transfer-Encoding", "chunked")
        visit.end_headers()
        visit.wfile.write(b"a\r\ntx_id\nA1\nA\r\nff\r\ntx")
        visit.close_connection = True

    api.answers[CONTENT] = cut
    must_fail(api, tmp_path, "was cut off before its end")


def test_a_body_larger_than_the_cap_is_refused_before_it_is_read(api: Api, tmp_path: Path) -> None:
    must_fail(api, tmp_path, "is larger than the cap of 1000 bytes", file_bytes=1000)


def test_a_bomb_in_the_content_encoding_ends_at_the_cap(api: Api, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(30_000_000))
    api.answers[CONTENT] = Answers.of(bomb, Content_Encoding="gzip")
    assert len(bomb) < 1_000_000
    must_fail(api, tmp_path, "is larger than the cap of 1000000 bytes", file_bytes=1_000_000)


def test_a_bomb_in_the_listing_ends_at_the_cap(api: Api, tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    api.answers["/feeds"] = Answers.of(bomb, kind="application/json", Content_Encoding="gzip")
    must_fail(api, tmp_path, "the listing: is larger than the cap", listing_bytes=1_000_000)


def test_redirects_within_the_host_are_followed(api: Api, tmp_path: Path) -> None:
    api.answers["/moved"] = api.answers[CONTENT]
    api.answers[CONTENT] = Answers.of(b"", status=302, Location="/moved")
    assert fetch(api, tmp_path)[0][1] == len(BODY)


def test_redirects_to_another_host_are_refused_and_nothing_is_sent_there(api: Api, tmp_path: Path) -> None:
    with serve_web() as other:
        for path in ("/feeds", CONTENT):
            before, api.answers[path] = api.answers[path], Answers.of(b"", status=307, Location=other.url)
            must_fail(api, tmp_path, "leads to another host", login(api))
            api.answers[path] = before
        assert other.asked == []


def test_a_redirect_in_a_circle_ends(api: Api, tmp_path: Path) -> None:
    api.answers[CONTENT] = Answers.of(b"", status=302, Location=CONTENT)
    must_fail(api, tmp_path, "is redirected more than 5 times")


@pytest.mark.parametrize("cursors", [["a", "a"], ["a", "b", "a"]], ids=["repeated", "loop"])
def test_cursors_that_come_again_are_an_error(api: Api, tmp_path: Path, cursors: list[str]) -> None:
    api.once["/feeds"] = [Answers.page([], cursor) for cursor in cursors]
    must_fail(api, tmp_path, "repeats a cursor")


def test_a_listing_without_end_is_an_error(api: Api, tmp_path: Path) -> None:
    api.once["/feeds"] = [Answers.page([], number) for number in range(1, 50)]
    must_fail(api, tmp_path, "more than 20 pages", pages=20)


@pytest.mark.parametrize(
    "body", [b"", b"{half", b"[]", b'{"files": 1, "next": null}', b'{"files": []}', b"[" * 100_000]
)
def test_what_is_no_listing_is_no_empty_success(api: Api, tmp_path: Path, body: bytes) -> None:
    api.answers["/feeds"] = Answers.of(body, kind="application/json")
    must_fail(api, tmp_path, r"is no JSON|is JSON but no listing")


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/passwd", "C:\\x.csv", "a/b.csv", "..", ".hidden", "a\x00b", "", None]
)
@pytest.mark.parametrize("field", ["agency", "feed", "file"])
def test_a_name_that_is_a_path_is_refused_and_the_rest_is_listed(api: Api, name: object, field: str) -> None:
    api.answers["/feeds"] = Answers.page(
        [api.offer(NAME, BODY, **{"file": NAME} | {field: name}), api.offer("b.csv", b"x")]
    )
    with open_place(parse_places(api.url)[0], None, FAST) as place:
        listing = place.list_files()
    assert [file.name for file in listing.files] == ["b.csv"]
    assert len(listing.refused) == 1


def test_a_url_of_another_host_and_another_agencys_file_are_refused(api: Api) -> None:
    entries = [
        api.offer("a.csv", b"x", url="https://169.254.169.254/latest"),
        api.offer("b.csv", b"x", agency="bank-b"),
    ]
    api.answers["/feeds"] = Answers.page([*entries, api.offer("c.csv", b"x")])
    with open_place(parse_places(f"bank-a={api.url}")[0], None, FAST) as place:
        listing = place.list_files()
    assert [file.name for file in listing.files] == ["c.csv"]
    assert [re.sub(r".*refused, ", "", words) for words in listing.refused] == [
        "its url leads to another host",
        "the place may not speak for its agency or feed",
    ]


def login(api: Api, **change: Any) -> dict[str, Any]:
    return {"host": "127.0.0.1", "login": "", "password": TOKEN} | change


def test_a_token_is_sent_and_its_end_within_a_run_is_a_clear_error(api: Api, tmp_path: Path) -> None:
    fetch(api, tmp_path / "before", login(api))
    assert {headers["Authorization"] for _, headers in api.asked} == {f"Bearer {TOKEN}"}
    api.answers[CONTENT] = Answers.of(b"", status=401)
    asked = api.count(CONTENT)
    must_fail(api, tmp_path / "after", r"login is refused or has expired \(401\); renew", login(api))
    assert api.count(CONTENT) == asked + 1


def test_a_token_is_not_sent_to_a_host_that_its_connection_does_not_name(api: Api) -> None:
    with (
        pytest.raises(SettingError, match="for another host"),
        open_place(parse_places(api.url)[0], login(api, host="api.bank.example"), FAST),
    ):
        pass
    assert api.asked == []


def test_a_server_that_is_not_there_is_an_error(api: Api, tmp_path: Path) -> None:
    with serve_web() as gone:
        pass
    must_fail(gone, tmp_path, "does not answer")


@pytest.mark.parametrize(
    ("host", "days", "trusted"), [("127.0.0.1", 1, False), ("127.0.0.1", -1, True), ("bank.example", 1, True)]
)
def test_certificates_that_prove_nothing_are_refused(tmp_path: Path, host: str, days: int, *, trusted: bool) -> None:
    context, pem = make_certificate(tmp_path, host, days)
    with serve_web(context) as secure:
        secure.answers["/feeds"] = Answers.page([])
        fields = login(secure, extra={"ca": pem} if trusted else {})
        must_fail(secure, tmp_path / "store", "certificate is not to be trusted", fields)
        assert secure.asked == []


def test_a_certificate_of_an_authority_that_the_connection_names_is_believed(tmp_path: Path) -> None:
    context, pem = make_certificate(tmp_path)
    with serve_web(context) as secure:
        secure.answers["/feeds"] = Answers.page([secure.offer(NAME, BODY)])
        assert fetch(secure, tmp_path / "store", login(secure, extra=json.dumps({"ca": pem})))[0][1] == len(BODY)


def test_nowhere_is_the_check_of_certificates_or_host_keys_turned_off() -> None:
    project = Path(__file__).resolve().parents[2]
    tls = r"verify['\"]?\s*[=:]\s*False|ssl\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=\s*False"
    words = tls + "|AutoAddPolicy|auto_add|WarningPolicy"
    found = [path for place in ("include", "dags", "plugins", "deploy") for path in (project / place).rglob("*")]
    files = [path for path in found if path.is_file() and path.suffix in (".py", ".sh", ".cfg", ".yaml", "")]
    assert project / "include/landing/web.py" in files
    assert [path for path in files if re.search(words, path.read_text(encoding="utf-8"))] == []
    assert re.search(words, "get(url, verify=False)")
