"""Parquet, ZIP and sheets with titles: what is well written is read exactly, what is hostile is refused, and nothing is left."""

import contextlib
import datetime as dt
import io
import struct
import tempfile
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from include.core.errors import FileRejectedError
from include.core.normalise import parse_days
from include.sources.readers import zipped
from include.sources.readers.delimited import DelimitedReader
from include.sources.readers.parquet import ParquetReader
from include.sources.readers.sprawl import refuse_sprawl
from include.sources.readers.workbook import WorkbookReader
from include.sources.readers.zipped import ZippedReader

CSV = b"a,b\n1,2\n3,4\n"
ZIPPED = ZippedReader(DelimitedReader())


def read(reader: object, path: Path, columns: tuple[str, ...] = ("a", "b"), rows: int = 100) -> pd.DataFrame:
    return pd.concat(list(reader.batches(path, columns, rows)), ignore_index=True)  # type: ignore[attr-defined]


def refused(reader: object, path: Path, columns: tuple[str, ...] = ("a", "b")) -> str:
    with pytest.raises(FileRejectedError) as caught:
        read(reader, path, columns)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivered"


def write_parquet(path: Path, **columns: pa.Array) -> None:
    pq.write_table(pa.table(columns), path)


def test_parquet_keeps_digits_offsets_and_text(path: Path) -> None:
    at = dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC)
    write_parquet(
        path,
        a=pa.array(["0012", "", None]),
        b=pa.array([Decimal("1234567890.10"), Decimal("0.01"), None]),
        at=pa.array([at, at, None], pa.timestamp("us", "Asia/Bangkok")),
        kind=pa.array(["x", "y", "x"]).dictionary_encode(),
        n=pa.array([2**60, None, 1]),
    )
    frame = read(ParquetReader(), path, rows=2)
    assert frame["row_no"].tolist() == [1, 2, 3]
    assert frame["a"].fillna("-").tolist() == ["0012", "-", "-"]
    assert frame["b"].fillna("-").tolist() == ["1234567890.10", "0.01", "-"]
    assert frame["at"][0] == "2024-03-01 10:00:00.000000Z"
    assert frame["kind"].tolist() == ["x", "y", "x"]
    assert frame["n"][0] == str(2**60)
    assert ParquetReader().raw_rows(path, frozenset({3, 9})) == {3: "|||x|1"}


def test_parquet_without_rows_or_with_missing_columns(path: Path) -> None:
    write_parquet(path, a=pa.array([], pa.string()), b=pa.array([], pa.string()))
    assert read(ParquetReader(), path).empty
    write_parquet(path, a=pa.array(["1"]))
    assert "wrong_columns" in refused(ParquetReader(), path)


@pytest.mark.parametrize("cut", [4, 5, 40, -1, -5, -60])
def test_cut_parquet_is_refused(path: Path, cut: int) -> None:
    write_parquet(path, a=pa.array(["1"] * 99), b=pa.array(["2"] * 99))
    path.write_bytes(path.read_bytes()[:cut])
    assert "malformed" in refused(ParquetReader(), path)


def test_parquet_with_nested_columns_is_refused(path: Path) -> None:
    write_parquet(path, a=pa.array([[1]]), b=pa.array(["1"]))
    assert "malformed" in refused(ParquetReader(), path)


def test_parquet_that_needs_too_much_memory_is_refused(path: Path) -> None:
    """One long value costs little to store, and much to read."""
    write_parquet(path, a=pa.array(["x" * 200_000_000]), b=pa.array(["1"]))
    assert path.stat().st_size < 20_000_000
    assert "more memory" in refused(ParquetReader(memory_bytes=700 << 20), path)


def test_parquet_that_takes_too_long_is_refused(path: Path) -> None:
    write_parquet(path, a=pa.array(["1"]), b=pa.array(["2"]))
    assert "malformed" in refused(ParquetReader(deadline_s=0.01), path)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.data())
def test_mutated_parquet_is_read_or_refused(data: st.DataObject) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": ["x"] * 20, "b": ["y"] * 20}), buffer)
    content = bytearray(buffer.getvalue())
    for place in data.draw(st.lists(st.integers(4, len(content) - 5), min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(content)
        try:
            frame = read(ParquetReader(), path)
        except FileRejectedError:
            return
        assert frame["row_no"].tolist() == list(range(1, len(frame) + 1))


def write_zip(path: Path, *members: tuple[str, bytes], **options: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members:
            archive.writestr(name, content)


def test_the_one_file_in_an_archive_is_read(path: Path) -> None:
    write_zip(path, ("folder/", b""), ("folder/x.csv", CSV))
    assert read(ZIPPED, path)["b"].tolist() == ["2", "4"]
    assert ZIPPED.raw_rows(path, frozenset({2})) == {2: "3,4"}


@pytest.mark.parametrize(
    "name", ["../x.csv", "/x.csv", "a/../../x.csv", "C:\\x.csv", "..\\x.csv", "NUL", "a/con.csv", "a\x01b"]
)
def test_names_that_lead_out_are_refused(path: Path, name: str) -> None:
    write_zip(path, (name, CSV))
    assert "malformed" in refused(ZIPPED, path)


def test_links_are_refused(path: Path) -> None:
    link = zipfile.ZipInfo("x.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "a link" in refused(ZIPPED, path)


def test_two_files_none_or_too_many_members_are_refused(path: Path) -> None:
    write_zip(path, ("a.csv", CSV), ("b.csv", CSV))
    assert "2 files" in refused(ZIPPED, path)
    write_zip(path)
    assert "0 files" in refused(ZIPPED, path)
    write_zip(path, *((f"{n}/", b"") for n in range(1001)))
    assert "members" in refused(ZIPPED, path)


def test_a_bomb_is_stopped_while_it_unpacks(path: Path) -> None:
    write_zip(path, ("x.csv", b"a,b\n" + b"1,2\n" * 5_000_000))
    assert "far more" in refused(ZIPPED, path)


def test_an_archive_in_the_archive_is_refused_but_a_workbook_may_be(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.csv", CSV)
    write_zip(path, ("x.csv", inner.getvalue()))
    assert "lies in the archive" in refused(ZIPPED, path)
    sheet = make_sheet([["A", "B"], ["1", "2"]])
    write_zip(path, ("x.xlsx", sheet))
    reader = ZippedReader(WorkbookReader(sheet="S"), may_be_archive=True)
    assert read(reader, path)["b"].tolist() == ["2"]


def lie_about_size(content: bytearray) -> None:
    place = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 3)


def break_checksum(content: bytearray) -> None:
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        place = content.index(signature) + offset
        content[place] ^= 0xFF


def encrypt(content: bytearray) -> None:
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1


def point_elsewhere(content: bytearray) -> None:
    place = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 20, 1 << 30)


@pytest.mark.parametrize("spoil", [lie_about_size, break_checksum, encrypt, point_elsewhere])
def test_archives_that_lie_are_refused(path: Path, spoil: Callable[[bytearray], None]) -> None:
    write_zip(path, ("x.csv", CSV * 50))
    content = bytearray(path.read_bytes())
    spoil(content)
    path.write_bytes(content)
    assert "malformed" in refused(ZIPPED, path)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_mutated_archives_are_read_or_refused_and_nothing_is_left(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        path = Path(folder) / "x"
        write_zip(path, ("x.csv", CSV * 20))
        content = bytearray(path.read_bytes())
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
            content[place] = data.draw(st.integers(0, 255))
        path.write_bytes(content)
        with contextlib.suppress(FileRejectedError):
            read(ZIPPED, path)
        assert [left.name for left in Path(folder).iterdir()] == ["x"]


def make_sheet(rows: list[list[object]], merged: str = "") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, dated = book.add_worksheet("S"), book.add_format({"num_format": "dd/mm/yyyy"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(place, column, dt.datetime(value.year, value.month, value.day), dated)  # noqa: DTZ001
            else:
                sheet.write(place, column, value)
    if merged:
        sheet.merge_range(merged, "Monthly report of accounts")
    book.close()
    return buffer.getvalue()


def test_headings_below_merged_titles_are_found(path: Path) -> None:
    rows: list[list[object]] = [[], [], ["for", "whom"], [], ["Account No", "Opened On"], ["0012345678", "x"]]
    path.write_bytes(make_sheet(rows, merged="A1:B2"))
    reader = WorkbookReader(sheet="S", find=frozenset({"account_no", "opened_on"}))
    assert read(reader, path, ("account_no", "opened_on"))["account_no"].tolist() == ["0012345678"]
    assert reader.raw_rows(path, frozenset({1})) == {1: "0012345678|x"}
    assert "no row has" in refused(WorkbookReader(sheet="S", find=frozenset({"balance"})), path)


def test_dates_may_be_dates_or_text_of_the_buddhist_era(path: Path) -> None:
    rows: list[list[object]] = [["A", "B"], [dt.date(2024, 4, 4), "1"], ["04/04/2567", "2"], ["31/02/2567", "3"]]
    path.write_bytes(make_sheet(rows))
    days = parse_days(read(WorkbookReader(sheet="S"), path)["a"], "buddhist_or_iso")
    assert days.dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["2024-04-04", "2024-04-04", "-"]


def test_the_limit_of_members_is_the_documented_one() -> None:
    assert (zipped.MEMBERS, zipped.RATIO, zipped.UNPACKED_BYTES) == (1000, 100, 2 << 30)


def respell(path: Path, was: bytes, now: bytes) -> None:
    """Write a workbook of two columns whose sheet has another text in one place."""
    with zipfile.ZipFile(io.BytesIO(make_sheet([["a", "b"], ["1", "x"]]))) as book, zipfile.ZipFile(path, "w") as odd:
        for name in book.namelist():
            odd.writestr(name, book.read(name).replace(was, now))


@pytest.mark.parametrize(
    "reference",
    [b'r="XFD1048576"', b"r='XFD1048576'", b'r="AA1048577"', b'r="A99999999"', b'r="ZZZZZZZZZ2"', b'r="ALM40000"'],
)
def test_a_cell_far_out_is_refused_before_the_sheet_is_held(path: Path, reference: bytes) -> None:
    respell(path, b'r="A2"', reference)
    assert refused(WorkbookReader(sheet="S"), path).startswith("malformed: a cell stands far beside or below")


@pytest.mark.parametrize("reference", [b'r="AB2"', b'r="Z200000"', b'r="XFD1"'])
def test_a_cell_as_far_out_as_cells_may_be_is_not(path: Path, reference: bytes) -> None:
    respell(path, b'r="A2"', reference)
    with zipfile.ZipFile(path) as archive:
        refuse_sprawl(archive)


def test_a_workbook_whose_part_is_damaged_is_refused(path: Path) -> None:
    content = bytearray(make_sheet([["a", "b"], ["1", "x"]]))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        place = book.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[place + 70 : place + 90] = bytes(20)
    path.write_bytes(content)
    assert refused(WorkbookReader(sheet="S"), path).startswith("malformed: not an Excel workbook")
