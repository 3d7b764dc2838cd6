"""The inbox and fresh folders: whole files only, no old ones, no way out of the folder."""

import json
import os
import time
from pathlib import Path

import pytest

from include.landing.folder import FreshFolder
from include.landing.inbox import clear_inbox, find_inbox, list_inbox, put_file
from include.landing.place import Place, parse_places
from tests.deliveries import put_file as deliver


def put(home: Path, name: str, content: bytes = b"x\n") -> None:
    put_file(home, "tips", "complaints", name, content, {"rows": 1})


def list_fresh(home: Path, since: float = 0.0) -> list[str]:
    place = find_inbox(home).narrow("tips", "complaints")
    assert place is not None
    return [file.name for file in FreshFolder(place, since).list_files().files]


def test_what_is_put_down_is_a_delivery(tmp_path: Path) -> None:
    put(tmp_path, "20240301-a.jsonl")
    folder = tmp_path / "inbox" / "tips" / "complaints"
    assert sorted(path.name for path in folder.iterdir()) == ["20240301-a.jsonl", "20240301-a.jsonl.ctl.json"]
    control = json.loads((folder / "20240301-a.jsonl.ctl.json").read_text())
    assert (control["file"], control["rows"], len(control["sha256"])) == ("20240301-a.jsonl", 1, 64)
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0, 0]
    assert list_fresh(tmp_path) == ["20240301-a.jsonl"]


def test_a_crash_before_the_control_file_leaves_nothing_that_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def fail_second(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("include.landing.inbox.os.fsync", fail_second)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path, "20240301-a.jsonl")
    assert list_fresh(tmp_path) == []


def test_old_half_and_linked_files_do_not_count(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl")
    folder = tmp_path / "inbox" / "tips" / "complaints"
    (folder / "half.jsonl").write_text("x")
    (folder / "gone.jsonl.ctl.json").write_text("{}")
    (folder / "link.jsonl.ctl.json").symlink_to(folder / "a.jsonl.ctl.json")
    assert list_fresh(tmp_path) == ["a.jsonl"]
    assert list_fresh(tmp_path, time.time() + 60) == []


def test_a_sender_cannot_make_a_file_look_old(tmp_path: Path) -> None:
    before = time.time() - 60
    put(tmp_path, "a.jsonl")
    os.utime(tmp_path / "inbox" / "tips" / "complaints" / "a.jsonl.ctl.json", (0, 0))
    assert list_fresh(tmp_path, before) == ["a.jsonl"]


def test_a_folder_that_is_a_link_or_is_not_there_has_no_files(tmp_path: Path) -> None:
    deliver(tmp_path / "elsewhere", "tips/complaints/a.jsonl", "x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tips").symlink_to(tmp_path / "elsewhere" / "tips")
    for root in ("in", "none"):
        folder = FreshFolder(
            Place("file", "", None, f"{tmp_path}/{root}/tips/complaints", scope=("tips", "complaints")), 0.0
        )
        assert folder.list_files().files == []
        assert folder.list_marks() == frozenset()


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("/drop", "/drop/tips/complaints"),
        ("/drop/", "/drop/tips/complaints"),
        ("tips=/desk", "/desk/complaints"),
        ("tips/complaints=/desk/out", "/desk/out"),
        ("sftp://id@host/drop", "/drop/tips/complaints"),
        ("tips/public-tips=/desk", None),
        ("bank-a=/drop", None),
    ],
)
def test_a_place_narrows_to_a_feed_that_it_may_speak_for(setting: str, path: str | None) -> None:
    (place,) = parse_places(setting)
    narrow = place.narrow("tips", "complaints")
    assert (narrow and narrow.path) == path
    assert narrow is None or narrow.scope == ("tips", "complaints")


def test_what_is_settled_is_taken_out_with_its_control_file(tmp_path: Path) -> None:
    for name in ("old.jsonl", "new.jsonl"):
        put(tmp_path, name)
    folder = tmp_path / "inbox" / "tips" / "complaints"
    os.utime(folder / "old.jsonl", (0, 0))
    old = list_inbox(tmp_path, time.time() - 60)
    assert old == [("tips", "complaints", "old.jsonl")]
    clear_inbox(tmp_path, [*old, ("tips", "complaints", "gone.jsonl")])
    assert sorted(path.name for path in folder.iterdir()) == ["new.jsonl", "new.jsonl.ctl.json"]
