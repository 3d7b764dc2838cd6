"""Rows kept in a file and rows written since, as whole columns."""

import logging
import stat
from pathlib import Path

import numpy as np
import pytest

from include.warehouse.kept import Record, Shelf, Standing, keep, merge, take
from include.warehouse.numbers import LONG, TRUTH, Columns

KINDS = {"call_id": LONG, "place": LONG, "is_voice": TRUTH}
NOW = Standing("where", "7", 3, None, None)


def columns(*rows: tuple[int, int, bool]) -> Columns:
    return {
        name: np.array([row[number] for row in rows], "?" if kind == TRUTH else "i8")
        for number, (name, kind) in enumerate(KINDS.items())
    }


def rows(found: Columns | None) -> list[tuple[int, int, bool]]:
    assert found is not None
    return list(zip(*(found[name].tolist() for name in KINDS), strict=True))


KEPT = columns((1, 10, True), (2, 20, False), (3, 30, True))


def test_what_was_written_anew_stands_in_for_its_key() -> None:
    merged = merge(KEPT, columns((4, 15, False), (2, 40, True)), "call_id", [])
    assert rows(merged) == [(1, 10, True), (4, 15, False), (3, 30, True), (2, 40, True)]


def test_what_is_gone_leaves() -> None:
    assert rows(merge(KEPT, columns(), "call_id", [1, 3, 99])) == [(2, 20, False)]


def test_a_place_used_again_is_another_row() -> None:
    assert rows(merge(KEPT, columns((9, 20, True)), "place", [])) == [(1, 10, True), (9, 20, True), (3, 30, True)]


@pytest.mark.parametrize("written", [KEPT, columns()])
def test_a_file_gives_back_what_it_was_given(tmp_path: Path, written: Columns) -> None:
    record = keep(tmp_path / "network", "core/call_numbers", written, NOW)
    assert record is not None
    path = tmp_path / "network" / record.sha256
    assert record == Record("core/call_numbers", path.name, "where", "7")
    found = take(path, KINDS)
    assert rows(found) == rows(written)
    assert found is not None
    assert found["is_voice"].dtype == bool
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)] == [0o600, 0o700]
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_not_what_its_name_says_is_none(tmp_path: Path) -> None:
    first, second = (keep(tmp_path, "core/call_numbers", one, NOW) for one in (KEPT, columns((1, 10, False))))
    assert first is not None
    assert second is not None
    path = tmp_path / first.sha256
    content = path.read_bytes()
    for wrong in (content[:-8], content[:-1] + b"\1", b"", (tmp_path / second.sha256).read_bytes()):
        path.write_bytes(wrong)
        assert take(path, KINDS) is None
    path.unlink()
    assert take(path, KINDS) is None


def test_files_that_nobody_names_are_removed(tmp_path: Path) -> None:
    for name in ("named", "old"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    Shelf(tmp_path, {}, {"one": Record("one", "named", "", "7"), "other": Record("other", "missing", "", "7")}).clear()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "named"]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "network").touch()
    with caplog.at_level(logging.WARNING, "rukkhat.network"):
        assert keep(tmp_path / "network", "core/call_numbers", KEPT, NOW) is None
        Shelf(tmp_path / "network", {}).clear()
    assert len(caplog.records) == 2
