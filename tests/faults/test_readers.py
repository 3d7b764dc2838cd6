"""Files as they should not be: each is read, has bad rows, or is rejected with a reason; never a silent loss, never a crash."""

import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.core.contract import Reader
from include.core.errors import FileRejectedError
from include.sources.readers import jsonlines
from include.sources.readers.delimited import DelimitedReader
from include.sources.readers.jsonlines import JsonLinesReader
from include.sources.readers.pacs008 import Pacs008Reader
from include.sources.readers.workbook import WorkbookReader

AB = ("a", "b")
TX = ("tx_id", "amount", "currency", "remark")
CSV, PIPES = DelimitedReader(block_bytes=256), DelimitedReader(encoding="cp874", delimiter="|")
JSON, SHEET, XML = JsonLinesReader(), WorkbookReader(sheet="S"), Pacs008Reader()
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def read(reader: Reader, path: Path, content: bytes, columns: tuple[str, ...] = AB) -> pd.DataFrame:
    path.write_bytes(content)
    frames = list(reader.batches(path, columns, 1000))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["row_no", *columns, "fault"])


def values(frame: pd.DataFrame) -> list[tuple[str | None, ...]]:
    return [
        tuple(None if pd.isna(value) else value for value in row) for row in frame[list(AB)].itertuples(index=False)
    ]


def refusal(reader: Reader, path: Path, content: bytes, columns: tuple[str, ...] = AB) -> str:
    with pytest.raises(FileRejectedError) as caught:
        read(reader, path, content, columns)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivered"


@pytest.mark.parametrize("reader", [CSV, PIPES, JSON, SHEET, XML])
def test_zero_bytes_are_rejected(reader: Reader, path: Path) -> None:
    assert refusal(reader, path, b"").startswith("empty_file")


@pytest.mark.parametrize("content", [b"a,b\n", b"a,b", b"a,b\r\n", b"\xef\xbb\xbfa,b\n"])
def test_headings_alone_are_no_rows(path: Path, content: bytes) -> None:
    assert read(CSV, path, content).empty


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,x\n2,y",
        b"a,b\r\n1,x\r\n2,y\r\n",
        b"a,b\r1,x\r2,y\r",
        b"a,b\r\n1,x\n2,y\r",
        b"b,a\nx,1\ny,2\n",
        b'"a","b"\n"1","x"\n"2","y"\n',
        b"\xef\xbb\xbfa,b\n1,x\n2,y\n",
        "a,b\n1,x\n2,y\n".encode("utf-16"),
        b"\xfe\xff" + "a,b\n1,x\n2,y\n".encode("utf-16-be"),
        b"a,b\n\n1,x\n\n\n2,y\n\n",
    ],
)
def test_ways_to_write_the_same_rows(path: Path, content: bytes) -> None:
    frame = read(CSV, path, content)
    assert values(frame) == [("1", "x"), ("2", "y")]
    assert frame["row_no"].tolist() == [1, 2]


def test_quotes_hold_line_ends_and_delimiters(path: Path) -> None:
    frame = read(CSV, path, b'a,b\n1,"x\r\n,""y"""\n2,5" pipe\n3,z\n')
    assert values(frame) == [("1", 'x\r\n,"y"'), ("2", '5" pipe'), ("3", "z")]
    assert CSV.raw_rows(path, frozenset({1, 3})) == {1: '1,"x\r\n,""y"""', 3: "3,z"}


def test_names_that_look_like_values_stay_text(path: Path) -> None:
    assert values(read(CSV, path, b"a,b\nNA,null\nNone,007\n")) == [("NA", "null"), ("None", "007")]


def test_a_row_of_another_width_shifts_nothing(path: Path) -> None:
    frame = read(CSV, path, b"a,b\n1,x\n2,y,z\n3\n4,w\n")
    assert frame["row_no"].tolist() == [1, 2, 3, 4]
    assert values(frame) == [("1", "x"), (None, None), (None, None), ("4", "w")]
    assert frame["fault"].notna().tolist() == [False, True, True, False]
    assert CSV.raw_rows(path, frozenset({2, 3})) == {2: "2,y,z", 3: "3"}


def test_rows_keep_their_numbers_when_the_parser_runs_ahead(path: Path) -> None:
    lines = [f"{n},x,y" if n % 7 == 0 else f"{n},x" for n in range(1, 2001)]
    frame = read(CSV, path, ("a,b\n" + "\n".join(lines)).encode())
    assert frame["row_no"].tolist() == list(range(1, 2001))
    good = frame[frame["fault"].isna()]
    assert good["a"].tolist() == good["row_no"].astype(str).tolist()
    assert set(frame.loc[frame["fault"].notna(), "row_no"] % 7) == {0}


def test_rows_that_are_all_of_another_width(path: Path) -> None:
    assert read(CSV, path, b"a,b\n1\n2\n")["fault"].notna().tolist() == [True, True]


def test_rows_of_another_width_come_in_parts_like_others(path: Path) -> None:
    path.write_bytes(b"a,b\n" + b"1\n" * 2500)
    parts = list(CSV.batches(path, AB, 1000))
    assert [len(part) for part in parts] == [1000, 1000, 500]
    assert pd.concat(parts)["row_no"].tolist() == list(range(1, 2501))
    assert set(parts[2]["fault"]) == {"malformed: the row has 1 fields, not 2; the agency must repair its export"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a,b\n1,x\n2,"y\n3,z\n4,z\n', 3),
        (b'a,b\n1,x\n"2,y\n3,z\n', 3),
        (b'a,b\n1,x\n2,"y\n' + b"3,z\n" * 500, 3),
        (b'a,b\n1,"x\n\n"\n2,"y', 5),
        (b'a,b\n1,x\n2,"y""', 3),
    ],
)
def test_an_open_quote_is_rejected_with_its_line(path: Path, content: bytes, line: int) -> None:
    assert refusal(CSV, path, content) == (
        f"malformed: line {line}: a quote is never closed; ask the agency to export it again"
    )


@pytest.mark.parametrize("heading", [b"a;b\n1;x\n", b"a\tb\n", b"a|b\n", b"a\n1\n", b"a,B\n", b"\n", b'"', b"a,b,a\n"])
def test_other_columns_are_rejected(path: Path, heading: bytes) -> None:
    assert refusal(CSV, path, heading).startswith("wrong_columns: line 1")


def test_an_extra_column_keeps_its_name(path: Path) -> None:
    frame = read(CSV, path, b"a,b,c,row_no,fault\n1,x,new,9,none\n")
    assert frame["c"].tolist() == ["new"]
    assert frame["row_no (delivered)"].tolist() == ["9"]
    assert frame["row_no"].tolist() == [1]
    assert frame["fault"].isna().all()


def test_a_wrong_encoding_is_rejected_with_its_place(path: Path) -> None:
    thai = "a|b\n1|ก\n".encode("cp874")
    assert values(read(PIPES, path, thai)) == [("1", "ก")]
    assert refusal(CSV, path, thai.replace(b"|", b",")).startswith("wrong_encoding: byte 6 is not utf-8")
    assert refusal(PIPES, path, b"a|b\n1|\xe2\x80\xff\xfc\n").startswith("wrong_encoding: byte")


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\u0085", "\uffff"])
def test_control_characters_spoil_their_row_only(path: Path, sign: str) -> None:
    frame = read(CSV, path, f"a,b\n1,x{sign}y\n2,ok\n".encode())
    assert frame["fault"].notna().tolist() == [True, False]


def test_a_line_without_end_is_rejected_in_little_memory(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.write(b"x" * (200 << 20))
    tracemalloc.start()
    with pytest.raises(FileRejectedError, match="malformed: a row is longer"):
        list(DelimitedReader().batches(path, AB, 1000))
    assert tracemalloc.get_traced_memory()[1] < 100 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": "1"',
        b"[1]",
        b"null",
        b'{"a": NaN}',
        b'{"a": "1"} trailing',
        b'{"a": "\\ud800"}',
        b'{"a": "1", "a": "2"}',
        b'{"a": {"c": 1, "c": 2}}',
        b'{"a": "\\u0000"}',
        b'{"a": ["\\u0007"]}',
        b'{"a": "\xff"}',
        b'{"a": ' * 2000 + b"1" + b"}" * 2000,
    ],
)
def test_a_bad_line_is_one_bad_row(path: Path, line: bytes) -> None:
    frame = read(JSON, path, b'{"a": "1", "b": "x"}\n' + line + b'\n{"a": "3"}\n')
    assert frame["fault"].notna().tolist() == [False, True, False]
    assert frame["fault"].iloc[1].startswith("malformed: ")


def test_values_of_json_become_text(path: Path) -> None:
    frame = read(
        JSON, path, b'\xef\xbb\xbf{"a": 1.50, "b": true, "new": {"x": [1]}}\n\n{"a": 123456789012345678, "b": ""}\n'
    )
    assert values(frame) == [("1.5", "true"), ("123456789012345678", None)]
    assert "new" in frame


def test_names_that_no_column_is_read_from_are_told_also_inside_of_objects(path: Path) -> None:
    reader = JsonLinesReader(paths={"a": "of.a"})
    frame = read(reader, path, b'{"of": {"a": "1", "c": 2}, "a": "other", "b": "x", "of.c": 3, "fault": 1}\n')
    assert values(frame) == [("1", "x")]
    assert set(frame) == {"row_no", "a", "b", "fault", "of.c", "a (delivered)", "fault (delivered)"}
    assert frame["fault"].isna().all()


def test_lines_with_names_of_their_own_cost_no_more_than_others(path: Path) -> None:
    lines = [f'{{"a": "{n}", "b": "x", "k{n}": 1}}'.encode() for n in range(1000)]
    frame = read(JSON, path, b"\n".join(lines))
    assert len(frame) == 1000
    assert frame.shape[1] <= 4 + jsonlines.MOST_EXTRA


@pytest.mark.parametrize("name", ["x", "b"])
@pytest.mark.parametrize("depth", [200, 500, 1000, 5000])
def test_what_is_nested_beyond_reason_is_one_bad_line(path: Path, name: str, depth: int) -> None:
    for opening, end in (('{"a":', "}"), ("[", "]")):
        odd = f'{{"a": "2", "{name}": {opening * depth}"\\u0001"{end * depth}}}'
        assert read(JSON, path, f'{{"a": "1"}}\n{odd}\n'.encode())["fault"].notna().tolist() == [False, True]
        shown = JsonLinesReader(secret="a").raw_rows(path, frozenset({2}))[2]
        assert shown.startswith("(withheld")


def test_a_name_that_stands_twice_is_found_however_it_is_spaced(path: Path) -> None:
    frame = read(JSON, path, b'{"a" : "1", "a"\t: "2"}\n{"a" : "x : y"}\n')
    assert frame["fault"].notna().tolist() == [True, False]


def test_damaged_gzip_is_rejected(path: Path) -> None:
    packed = gzip.compress(b'{"a": "1", "b": "x"}\n' * 1000)
    assert len(read(JSON, path, packed)) == 1000
    assert refusal(JSON, path, packed[:-20]).startswith("malformed: the gzip data is cut")
    assert refusal(JSON, path, packed[:30] + b"\0\0\0\0" + packed[34:]).startswith("malformed")


def test_a_gzip_bomb_is_rejected(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "RATIO_COUNTS_FROM", 1 << 20)
    bomb = gzip.compress(b'{"a": "1", "b": "x"}\n' * (1 << 17))
    assert refusal(JSON, path, bomb).startswith("malformed: a line or the unpacked file is too large")
    assert refusal(JSON, path, gzip.compress(b"x" * (16 << 20))).startswith("malformed: a line")


@pytest.mark.parametrize(("content", "word"), [(b"not json\n", "malformed"), ("ก\n".encode("cp874"), "wrong_encoding")])
def test_a_file_without_any_object_is_rejected(path: Path, content: bytes, word: str) -> None:
    assert refusal(JSON, path, content).startswith(word)


def message(*transactions: str, root: str = "Document", namespace: str = NAMESPACE, prologue: str = "") -> bytes:
    body = "".join(transactions)
    return f'{prologue}<{root} xmlns="{namespace}"><FIToFICstmrCdtTrf>{body}</FIToFICstmrCdtTrf></{root}>'.encode()


def transfer(tx_id: str, remark: str = "") -> str:
    return (
        f'<CdtTrfTxInf><PmtId><TxId>{tx_id}</TxId></PmtId><IntrBkSttlmAmt Ccy="THB">1.00</IntrBkSttlmAmt>'
        f"<RmtInf><Ustrd>{remark}</Ustrd></RmtInf></CdtTrfTxInf>"
    )


def test_one_bad_transaction_is_one_bad_row(path: Path) -> None:
    frame = read(XML, path, message(transfer("1"), "<CdtTrfTxInf/>", transfer("3", "a<!-- c -->b")), TX)
    assert frame["tx_id"].isna().tolist() == [False, True, False]
    assert frame["remark"].iloc[2] == "ab"
    assert XML.raw_rows(path, frozenset({2}))[2].startswith("<CdtTrfTxInf")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (message(transfer("1"), root="Envelope"), "wrong_root"),
        (message(transfer("1"), namespace=NAMESPACE.replace("08.001", "09.001")), "wrong_root"),
        (b"<html><body>503</body></html>", "wrong_root"),
        (b"not xml", "malformed"),
        (message(transfer("1"))[:-5], "malformed"),
        (message(transfer("1"), "<CdtTrfTxInf><a></b></CdtTrfTxInf>"), "malformed"),
        (message(transfer("&undefined;")), "malformed"),
        (message(transfer("1"), prologue="<!DOCTYPE Document>"), "malformed"),
        (message(transfer("&x;"), prologue='<!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "malformed"),
        (message(transfer("1"), prologue=f"<!--{'x' * 9000}--><!DOCTYPE D [<!ENTITY x 'y'>]>"), "malformed"),
        (message(transfer("1"), prologue="<!DOCTYPE D>").decode().encode("utf-16"), "malformed"),
        (message(transfer("x" * (11 << 20))), "malformed"),
        (message("<a>" * 300 + "</a>" * 300), "malformed"),
    ],
)
def test_other_xml_is_rejected(path: Path, content: bytes, word: str) -> None:
    assert refusal(XML, path, content, TX).startswith(word)


def test_an_error_in_the_middle_names_its_line(path: Path) -> None:
    assert "at line 3;" in refusal(XML, path, message(transfer("1"), "\n\n</oops>"), TX)


def workbook(rows: list[list[object]], sheet: str = "S") -> bytes:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                page.write(number, place, value, day if isinstance(value, pd.Timestamp) else None)
    return content.getvalue()


def test_cells_become_text(path: Path) -> None:
    rows = [["A", " B "], [1234567890.0, pd.Timestamp("2024-04-04 16:21:56")], [], ["007", 1.5], [1.23e20, "x"]]
    frame = read(SHEET, path, workbook(rows))
    assert values(frame) == [("1234567890", "2024-04-04T16:21:56"), ("007", "1.5"), ("1.23e+20", "x")]
    assert SHEET.raw_rows(path, frozenset({2})) == {2: "007|1.5"}


def test_a_cell_beside_the_headings_spoils_its_row(path: Path) -> None:
    frame = read(SHEET, path, workbook([["A", "B"], ["1", "2"], ["1", "2", "3"]]))
    assert frame["fault"].notna().tolist() == [False, True]


@pytest.mark.parametrize("rows", [[["A", "C"], [1, 2]], [["A"], [1]], [["A", "B", "A"]]])
def test_other_headings_are_rejected(path: Path, rows: list[list[object]]) -> None:
    assert refusal(SHEET, path, workbook(rows)).startswith("wrong_columns")


def test_what_is_no_workbook_is_rejected(path: Path) -> None:
    book = workbook([["A", "B"], [1, 2]])
    assert refusal(SHEET, path, workbook([["A", "B"]], sheet="Other")).startswith("wrong_columns: no sheet")
    for content in (b"PK", b"a,b\n1,2\n", book[: len(book) // 2]):
        assert refusal(SHEET, path, content).startswith("malformed")


def test_a_workbook_that_unpacks_to_too_much_is_rejected(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 << 20))
    assert "unpacks" in refusal(SHEET, path, path.read_bytes())


def survive(reader: Reader, path: Path, content: bytes, columns: tuple[str, ...]) -> None:
    """Any bytes are read or rejected; rows are numbered without a gap; each can be shown again."""
    path.write_bytes(content)
    try:
        frames = list(reader.batches(path, columns, 3))
    except FileRejectedError:
        return
    numbers = [number for frame in frames for number in frame["row_no"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(reader.raw_rows(path, frozenset(numbers))) == numbers


@BOUNDED
@given(body=st.text(alphabet='ab12,"\r\n \u0e01\x00', max_size=80))
def test_any_csv_survives(tmp_path: Path, body: str) -> None:
    survive(DelimitedReader(block_bytes=64), tmp_path / "x", b"a,b\n" + body.encode(), AB)


@BOUNDED
@given(body=st.binary(max_size=80))
def test_any_bytes_as_cp874_survive(tmp_path: Path, body: bytes) -> None:
    survive(PIPES, tmp_path / "x", b"a|b\n" + body, AB)


@BOUNDED
@given(lines=st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([b'{"a": 1}', b'{"b": [{}]}'])), max_size=8))
def test_any_json_lines_survive(tmp_path: Path, lines: list[bytes]) -> None:
    survive(JSON, tmp_path / "x", b"\n".join(lines), AB)


@BOUNDED
@given(place=st.integers(0, 400), noise=st.binary(min_size=1, max_size=6))
def test_any_damage_to_xml_survives(tmp_path: Path, place: int, noise: bytes) -> None:
    whole = message(transfer("1"), transfer("2"))
    survive(XML, tmp_path / "x", whole[:place] + noise + whole[place + len(noise) :], TX)


@BOUNDED
@given(place=st.integers(0, 6000), noise=st.binary(min_size=1, max_size=8))
def test_any_damage_to_a_workbook_survives(tmp_path: Path, place: int, noise: bytes) -> None:
    whole = workbook([["A", "B"], [1, "x"], [2, "y"]])
    survive(SHEET, tmp_path / "x", whole[:place] + noise + whole[place + len(noise) :], AB)


@BOUNDED
@given(cut=st.integers(1, 60), noise=st.binary(max_size=4))
def test_any_damage_to_gzip_survives(tmp_path: Path, cut: int, noise: bytes) -> None:
    whole = gzip.compress(b'{"a": "1"}\n' * 50, mtime=0)
    survive(JSON, tmp_path / "x", whole[:cut] + noise + whole[cut + len(noise) :], AB)


def test_the_mark_between_values_cannot_shift_them(path: Path) -> None:
    frame = read(XML, path, message(transfer("1", "a\ue000b"), transfer("2")), TX)
    assert frame["fault"].notna().tolist() == [True, False]
    assert frame["tx_id"].tolist() == ["1", "2"]
