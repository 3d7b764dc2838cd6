"""SFTP servers and object stores: known keys only, whole files only, nothing outside the place, nothing left behind."""

import hashlib
import io
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import paramiko
import pytest

from include.core.errors import SettingError
from include.landing import remote
from include.landing.delivery import DeliveredFile
from include.landing.host_keys import HostKeyError
from include.landing.opening import open_place
from include.landing.place import LIMITS, PlaceError, TransientError, parse_places
from include.landing.store import stored_path
from tests.deliveries import put_file
from tests.servers.s3 import SECRET, Bucket, serve_s3
from tests.servers.sftp import PASSWORD, Sftp, serve_sftp

FAST = replace(LIMITS, connect_s=3, listing_s=5, file_s=5, tries=3, first_wait_s=0.01)
OTHER = "AAAAC3NzaC1lZDI1NTE5AAAAIE1rP2Y3b8W1l7uJm0T1lqv0o1d3nC0m6o0T3rYz7x9n"
BODY = "tx_id\n" + "A1\n" * 400_000
PLACE = "bank-a/transactions/20240301T10.csv"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    put_file(tmp_path / "drop", PLACE, BODY, rows=400_000)
    put_file(tmp_path / "drop", "bank-a/transactions/20240301T11.csv", "tx_id\n", control=None)
    return tmp_path / "drop"


@pytest.fixture
def sftp(drop: Path) -> Iterator[Sftp]:
    with serve_sftp(drop) as sftp:
        yield sftp


@pytest.fixture(scope="module")
def server() -> Iterator[Bucket]:
    with serve_s3() as bucket:
        yield bucket


@pytest.fixture
def bucket(server: Bucket, drop: Path) -> Bucket:
    system = server.system()
    system.rm("drop", recursive=True)
    system.mkdir("drop")
    server.put(drop)
    return server


@pytest.fixture(params=["sftp", "s3"])
def place(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue({"sftp": "sftp", "s3": "bucket"}[request.param])


def files_of(place: Any, login: dict[str, Any] | None = None) -> list[DeliveredFile]:
    with open_place(parse_places(place.url)[0], login or place.login(), FAST) as opened:
        return opened.list_files().files


def keep_first(place: Any, store: Path, login: dict[str, Any] | None = None, **limits: Any) -> tuple[str, int]:
    with open_place(parse_places(place.url)[0], login or place.login(), replace(FAST, **limits)) as opened:
        return opened.keep(opened.list_files().files[0], store)


def test_files_are_listed_with_their_control_and_kept_as_they_are(place: Any, tmp_path: Path) -> None:
    whole, waiting = files_of(place)
    assert (whole.agency, whole.feed, whole.name, whole.size) == (*PLACE.split("/"), len(BODY))
    assert waiting.control is None
    sha256, size = keep_first(place, tmp_path / "store")
    assert (sha256, size) == (whole.claimed_sha256, len(BODY)) == (hashlib.sha256(BODY.encode()).hexdigest(), len(BODY))
    assert stored_path(tmp_path / "store", sha256).read_text() == BODY


def test_marks_change_when_a_control_file_is_written_again(place: Any, drop: Path) -> None:
    opened = parse_places(place.url)[0]
    with open_place(opened, place.login(), FAST) as there:
        first = there.list_marks()
        put_file(drop, PLACE, "tx_id\n", rows=0)
        if isinstance(place, Bucket):
            place.put(drop)
        second = there.list_marks()
    assert len(first) == len(second) == 1
    assert first != second


def test_a_place_of_one_agency_or_feed_begins_with_its_feeds_or_files(sftp: Sftp) -> None:
    for scope, path in (("bank-b", "bank-a"), ("bank-b/transactions", "bank-a/transactions")):
        opened = parse_places(f"{scope}={sftp.url}{path}")[0]
        with open_place(opened, sftp.login(), FAST) as there:
            file = there.list_files().files[0]
        assert (file.agency, file.feed, file.name) == ("bank-b", *PLACE.split("/")[1:])


def test_a_wrong_password_is_one_clear_error_without_it(place: Any) -> None:
    fields = place.login(password="wrong-canary")
    if isinstance(place, Bucket):
        fields["password"] = ""
    with pytest.raises((PlaceError, SettingError), match=r"login is refused|secret as password") as caught:
        files_of(place, fields)
    assert not isinstance(caught.value, TransientError)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("extra", [{}, {"known_hosts": f"other.example ssh-ed25519 {OTHER}"}], ids=["none", "another"])
def test_a_server_whose_key_is_not_known_gets_no_password(sftp: Sftp, extra: dict[str, str]) -> None:
    with pytest.raises(HostKeyError, match=r"127\.0\.0\.1.*knows no host key of this server"):
        files_of(sftp, sftp.login(extra=extra))


def test_a_server_whose_key_has_changed_gets_no_password(sftp: Sftp) -> None:
    fields = sftp.login()
    sftp.key = paramiko.ECDSAKey.generate()
    with pytest.raises(HostKeyError, match="another host key"):
        files_of(sftp, fields)


def test_a_key_in_the_form_of_one_line_is_known(sftp: Sftp) -> None:
    assert files_of(sftp, sftp.login(extra={"host_key": f"{sftp.key.get_name()} {sftp.key.get_base64()}"}))


def test_a_login_goes_to_the_host_of_its_connection_only(sftp: Sftp) -> None:
    with pytest.raises(SettingError, match="for another host") as caught:
        files_of(sftp, sftp.login(host="sftp.bank.example"))
    assert PASSWORD not in str(caught.value)


def test_a_private_key_in_the_connection_is_used_or_called_unreadable(sftp: Sftp) -> None:
    text = io.StringIO()
    paramiko.ECDSAKey.generate().write_private_key(text)
    known = sftp.login()["extra"]
    with pytest.raises(PlaceError, match="login is refused"):
        files_of(sftp, sftp.login(password="", extra={**known, "private_key": text.getvalue()}))
    with pytest.raises(SettingError, match="cannot be read") as caught:
        files_of(sftp, sftp.login(extra={**known, "private_key": "key-canary"}))
    assert "canary" not in str(caught.value)


def test_a_transfer_that_is_cut_begins_again_and_leaves_one_file(sftp: Sftp, tmp_path: Path) -> None:
    sftp.cut_after, sftp.cuts = 300_000, 1
    sha256, size = keep_first(sftp, tmp_path / "store")
    assert (sftp.cuts, size) == (0, len(BODY))
    assert [path.name for path in (tmp_path / "store").rglob("*") if path.is_file()] == [sha256]


def test_a_transfer_that_is_cut_every_time_leaves_nothing(sftp: Sftp, tmp_path: Path) -> None:
    sftp.cut_after, sftp.cuts = 300_000, 99
    with pytest.raises(TransientError, match="broke off"):
        keep_first(sftp, tmp_path / "store")
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_transfer_that_trickles_ends_at_the_deadline(sftp: Sftp, tmp_path: Path) -> None:
    sftp.pause_s = 0.2
    began = time.monotonic()
    with pytest.raises(PlaceError, match=r"was not whole after 1 s"):
        keep_first(sftp, tmp_path / "store", file_s=1)
    assert time.monotonic() - began < 4
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_file_that_grows_while_it_is_copied_is_not_kept(
    place: Any, drop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = remote.RemotePlace.read

    def grow(self: remote.RemotePlace, path: str, *rest: Any) -> bytes:
        content = read(self, path, *rest)
        if not path.endswith(".ctl.json"):
            if isinstance(place, Bucket):
                place.system().pipe_file(path, b"x" * (time.monotonic_ns() % 99_991))
            else:
                with (drop / PLACE).open("a") as writer:
                    writer.write("A2\n")
        return content

    monkeypatch.setattr(remote.RemotePlace, "read", grow)
    with pytest.raises(TransientError, match="was written to while it was read"):
        keep_first(place, tmp_path / "store")
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_file_above_the_cap_is_refused(place: Any, tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r"larger than the cap of 1000"):
        keep_first(place, tmp_path / "store", file_bytes=1000)


def test_names_that_are_paths_are_refused_and_the_rest_is_listed(bucket: Bucket) -> None:
    for key in ("../evil/x.csv", "bank-a/../x.csv", "bank-a/transactions/C:\\x.csv"):
        bucket.system().pipe_file(f"drop/in/{key}", b"x")
    with open_place(parse_places(bucket.url)[0], bucket.login(), FAST) as opened:
        listing = opened.list_files()
    assert [file.name for file in listing.files] == ["20240301T10.csv", "20240301T11.csv"]
    assert len(listing.refused) == 3


def test_links_on_a_server_are_not_followed(sftp: Sftp, drop: Path) -> None:
    (drop / "bank-a/transactions/passwd.csv").symlink_to("/etc/passwd")
    (drop / "bank-z").symlink_to(drop / "bank-a")
    assert {(file.agency, file.name) for file in files_of(sftp)} == {
        ("bank-a", "20240301T10.csv"),
        ("bank-a", "20240301T11.csv"),
    }


def test_an_empty_bucket_lists_nothing_and_a_missing_one_is_an_error(bucket: Bucket) -> None:
    for url, is_there in (("s3://partner@drop/none", True), ("s3://partner@missing/in", False)):
        with open_place(parse_places(url)[0], bucket.login(), FAST) as opened:
            if is_there:
                assert opened.list_files().files == []
            else:
                with pytest.raises(PlaceError, match="is not there"):
                    opened.list_files()


def test_an_object_store_in_the_clear_is_for_this_machine_only(bucket: Bucket) -> None:
    fields = bucket.login(extra={"endpoint_url": "http://store.example:9000"})
    with pytest.raises(SettingError, match="must be https") as caught:
        files_of(bucket, fields)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("scheme", ["sftp", "s3"])
def test_a_server_that_is_not_there_is_an_error(scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone: Any = Sftp(Path(), port=port) if scheme == "sftp" else Bucket(f"http://127.0.0.1:{port}")
    with pytest.raises(TransientError, match="does not answer"):
        files_of(gone)


def test_a_server_that_says_nothing_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        gone = Sftp(Path(), port=silent.getsockname()[1])
        began = time.monotonic()
        with (
            pytest.raises(PlaceError),
            open_place(parse_places(gone.url)[0], gone.login(), replace(FAST, connect_s=0.5, listing_s=1)) as opened,
        ):
            opened.list_files()
        assert time.monotonic() - began < 4
