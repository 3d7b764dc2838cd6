"""Addresses of landing places: what they say, what they may not say, and that no secret comes out of them."""

from pathlib import Path

import pytest

from include.core.errors import SettingError
from include.landing.access import Login, https_headers, read_login, s3_options
from include.landing.delivery import find_delivered
from include.landing.place import Place, check_name, parse_places
from include.landing.waiting import find_waiting
from tests.deliveries import put_file


def test_a_setting_lists_places_of_all_kinds() -> None:
    text = "/drop  bank-b=sftp://b_sftp@sftp.bank-b:2222/out\nlists/watchlist=s3://lists@bucket/a%20b https://api.bank/feeds"
    assert parse_places(text) == [
        Place("file", "", None, "/drop"),
        Place("sftp", "sftp.bank-b", 2222, "/out", "b_sftp", ("bank-b",)),
        Place("s3", "bucket", None, "/a b", "lists", ("lists", "watchlist")),
        Place("https", "api.bank", None, "/feeds"),
    ]
    assert parse_places(" ") == []


def test_a_folder_may_have_blanks_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "my deliveries"
    folder.mkdir()
    assert [place.path for place in parse_places(str(folder))] == [str(folder)]
    assert [place.path for place in parse_places(f"file://{tmp_path}/my%20deliveries /b")] == [str(folder), "/b"]


@pytest.mark.parametrize(
    "text",
    [
        "sftp://user:canary@host/x",
        "https://host/feeds?token=canary",
        "https://host/feeds#canary",
        "http://api.bank/canary",
        "ftp://host/canary",
        "sftp:///canary",
        "https://host:canary/x",
        "a/b/canary=/x",
        "../canary=/x",
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_unquoted(text: str) -> None:
    with pytest.raises(SettingError, match="landing place 2") as caught:
        parse_places(f"/drop {text}")
    assert "canary" not in str(caught.value)


def test_a_place_is_named_without_its_connection_and_a_folder_without_its_path() -> None:
    labels = [place.label for place in parse_places("/srv/drop sftp://secret_id@host:22/x https://[::1]:8443/f")]
    assert labels == ["folder drop", "sftp://host:22/x", "https://[::1]:8443/f"]


@pytest.mark.parametrize("name", ["20240301T10.csv", "ก.csv", "a b.csv", "..csv"[1:].replace(".", "x", 1)])
def test_plain_names(name: str) -> None:
    assert check_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "a/b", "a\\b", "C:", "c:x", "a\nb", "a\x00", "x" * 201])
def test_names_that_are_not_plain(name: str) -> None:
    assert not check_name(name)


def test_a_login_shows_nothing_of_itself() -> None:
    login = read_login(
        {"host": "https://h/", "port": "22", "login": "u", "password": "canary", "extra": '{"ca": "canary"}'}
    )
    assert (login.host, login.port, login.extra["ca"]) == ("h", 22, "canary")
    assert "canary" not in repr(login)


@pytest.mark.parametrize("fields", [{"extra": "{canary"}, {"extra": "[1]"}, {"extra": 5}, {"port": "canary"}])
def test_a_connection_that_makes_no_sense_is_refused_unquoted(fields: dict[str, object]) -> None:
    with pytest.raises(SettingError) as caught:
        read_login(fields)
    assert "canary" not in str(caught.value)


def test_a_login_with_name_is_basic_and_one_without_is_a_token() -> None:
    place = parse_places("https://api.bank/feeds")[0]
    assert https_headers(place, Login("api.bank", name="u", password="p")) == {"Authorization": "Basic dTpw"}
    assert https_headers(place, Login("api.bank", password="p")) == {"Authorization": "Bearer p"}
    assert https_headers(place, Login()) == {}


def test_an_object_stores_certificate_is_checked_whatever_the_extra_says() -> None:
    place = parse_places("s3://x@bucket/in")[0]
    extra = {"endpoint_url": "https://store", "verify": False, "use_ssl": False, "region_name": "r"}
    options = s3_options(place, Login(name="k", password="s", extra=extra))
    assert options["client_kwargs"] == {"region_name": "r"}
    assert "use_ssl" not in options


def test_a_folder_of_one_agency_or_feed(tmp_path: Path) -> None:
    put_file(tmp_path, "transactions/a.csv", "x")
    put_file(tmp_path, "transactions/b.csv", "xy", control=None)
    for root, scope in ((tmp_path, ("bank-a",)), (tmp_path / "transactions", ("bank-a", "transactions"))):
        found = [(file.agency, file.feed, file.name) for file in find_delivered(root, scope)]
        assert found == [("bank-a", "transactions", "a.csv"), ("bank-a", "transactions", "b.csv")]
        assert find_waiting(f"{'/'.join(scope)}={root}") == [("bank-a", "transactions", "b.csv", 2)]
