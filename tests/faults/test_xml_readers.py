"""Every XML reader: hostile, damaged and odd messages are read, have bad rows, or are rejected; no row is lost, nothing hangs."""

import re
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.core.errors import FileRejectedError
from include.sources.readers import blocks
from include.sources.readers.camt import CamtReader
from include.sources.readers.etsi102657 import EtsiCallReader, EtsiSubscriberReader
from include.sources.readers.message import MessageReader
from include.sources.readers.pacs004 import Pacs004Reader
from include.sources.readers.pacs008 import PACS008, PATHS, Pacs008Reader

SAMPLES = Path(__file__).parents[1] / "unit/sources/samples"
GOLDEN = Path(__file__).parents[1] / "feeds/golden/bank-b"
BOUNDED = settings(
    max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Case:
    """A reader, a message that it reads, and some of its columns."""

    reader: MessageReader
    sample: Path
    columns: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.sample.read_text(encoding="utf-8")


POSTING = ("tx_id", "amount", "currency", "debtor_account", "remark")
CASES = {
    "pacs.008": Case(Pacs008Reader(plain_from=0), GOLDEN / "transactions/20240404T16.xml", POSTING),
    "pacs.004": Case(Pacs004Reader(), GOLDEN / "returns/20240405.xml", ("return_id", "amount", "currency", "reason")),
    "camt.053": Case(CamtReader("camt.053"), SAMPLES / "camt.053.xml", POSTING),
    "camt.054": Case(CamtReader("camt.054"), SAMPLES / "camt.054.xml", POSTING),
    "calls": Case(EtsiCallReader(), SAMPLES / "etsi-calls.xml", ("call_id", "a_msisdn", "duration_s")),
    "subscribers": Case(EtsiSubscriberReader(), SAMPLES / "etsi-subscribers.xml", ("iccid", "name_th", "status")),
}
every_reader = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def read(case: Case, path: Path, content: str | bytes, rows: int = 1000) -> pd.DataFrame:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    frames = list(case.reader.batches(path, case.columns, rows))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["row_no", *case.columns, "fault"])


def refusal(case: Case, path: Path, content: str | bytes) -> str:
    with pytest.raises(FileRejectedError) as caught:
        read(case, path, content)
    return str(caught.value)


def without_declaration(case: Case) -> str:
    return case.text.split("?>", 1)[1].lstrip()


def put_in_record(case: Case, extra: str) -> str:
    """The message with something more in its second record, at its end."""
    prefix = "rd:" if case.text.count("<rd:") else ""
    head, first, second, *rest = case.text.split(f"</{prefix}{case.reader.envelope.record}>")
    return f"</{prefix}{case.reader.envelope.record}>".join([head, first + extra, second, *rest])


def mark_end(case: Case, extra: str) -> str:
    """The message with something more before the last of its end tags."""
    place = case.text.rindex("</")
    return case.text[:place] + extra + case.text[place:]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivered.xml"


@every_reader
def test_the_sample_is_read(case: Case, path: Path) -> None:
    frame = read(case, path, case.text)
    assert len(frame) >= 3
    assert frame["row_no"].tolist() == list(range(1, len(frame) + 1))
    assert frame[case.columns[0]].notna().sum() >= 3


@every_reader
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x PUBLIC "-//X//Y//EN" "x.dtd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
        "<!-- c --><?pi x?>\n<!DOCTYPE x [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
    ],
)
def test_a_doctype_is_refused_before_it_is_read(case: Case, path: Path, doctype: str) -> None:
    start = time.monotonic()
    assert refusal(case, path, doctype + without_declaration(case)).startswith("malformed: the message has a DOCTYPE")
    assert refusal(case, path, (doctype + without_declaration(case)).encode("utf-16")).startswith("malformed")
    assert time.monotonic() - start < 2


@every_reader
def test_billion_laughs_are_cheap(case: Case, path: Path) -> None:
    levels = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<!DOCTYPE x [<!ENTITY l0 'lol'>{levels}]>" + put_in_record(case, "<x>&l11;</x>").split("?>", 1)[1].lstrip()
    tracemalloc.start()
    assert refusal(case, path, bomb).startswith("malformed")
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


@every_reader
@pytest.mark.parametrize(
    "extra",
    [
        "<x>&undefined;</x>",
        "<x>" * 400 + "</x>" * 400,
        "<x></y>",
        "<x a='1' a='2'/>",
        "<x a=1/>",
        "<x>\x01</x>",
        "<x>\ufffe</x>",
        "<x>&#0;</x>",
        "<x>]]></x>",
        "<!-- a -- b -->",
        "<q:x/>",
        "<!DOCTYPE late>",
        "<?xml version='1.0'?>",
        "&",
        "<",
    ],
)
def test_a_fault_in_the_middle_spoils_the_message(case: Case, path: Path, extra: str) -> None:
    assert refusal(case, path, put_in_record(case, extra)).startswith("malformed: ")


@every_reader
def test_huge_texts_and_records_are_refused(case: Case, path: Path) -> None:
    assert refusal(case, path, put_in_record(case, f"<x>{'y' * (11 << 20)}</x>")).startswith("malformed")
    assert refusal(case, path, put_in_record(case, "<x>y</x>" * (3 << 20))).startswith("malformed")
    assert refusal(case, path, f"<!--{'x' * (9 << 20)}-->" + without_declaration(case)).startswith("malformed")


ISO = [("tech:xsd:", "tech:xsd:x:"), ("<Document", "<Other")]
ETSI = [("uri.etsi.org/02657/", "uri.etsi.org/99999/"), ("RetainedDataMessage", "Retained")]
STRANGE = {
    "pacs.008": [*ISO, ("001.08", "001.07")],
    "pacs.004": [*ISO, ("001.09", "001.10")],
    "camt.053": [*ISO, ("camt.053", "camt.054")],
    "camt.054": [*ISO, ("camt.054", "camt.053")],
    "calls": ETSI,
    "subscribers": ETSI,
}


@pytest.mark.parametrize(("name", "old", "new"), [(name, *pair) for name, pairs in STRANGE.items() for pair in pairs])
def test_another_namespace_version_or_root_is_refused(name: str, path: Path, old: str, new: str) -> None:
    case = CASES[name]
    content = case.text.replace(old, new).replace("</Document", "</Other" if "Other" in new else "</Document")
    assert content != case.text
    assert refusal(case, path, content).startswith("wrong_root: the root element is not a")


@every_reader
def test_another_message_in_the_right_root_is_refused(case: Case, path: Path) -> None:
    body = case.reader.envelope.parents[1]
    assert "wrong_root: the message has no" in refusal(case, path, case.text.replace(body, "SomethingElse"))


@every_reader
@pytest.mark.parametrize("content", ["not xml", "<", "<a", "   ", "<!-- only -->", "{}", "a,b\n1,2\n", "\x00\x00"])
def test_what_is_no_xml_is_refused(case: Case, path: Path, content: str) -> None:
    assert refusal(case, path, content).startswith("malformed")


@every_reader
def test_a_page_of_an_error_is_refused(case: Case, path: Path) -> None:
    assert refusal(case, path, "<html><body>503</body></html>").startswith("wrong_root")


@every_reader
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_of_unicode_are_read(case: Case, path: Path, encoding: str) -> None:
    expected = read(case, path, case.text)
    text = case.text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    pd.testing.assert_frame_equal(read(case, path, text.encode(encoding)), expected)


@every_reader
def test_a_thai_encoding_is_read_when_it_is_declared_and_refused_when_not(case: Case, path: Path) -> None:
    thai = put_in_record(case, "<x>ไทย</x>")
    honest = thai.replace('encoding="UTF-8"', 'encoding="TIS-620"').encode("cp874")
    pd.testing.assert_frame_equal(read(case, path, honest), read(case, path, thai))
    place = thai.encode("cp874").index("ไทย".encode("cp874"))
    lie = refusal(case, path, case.text.split("<x>")[0].encode() if place < 0 else thai.encode("cp874"))
    assert lie.startswith("wrong_encoding: byte ")
    assert lie.endswith("is not utf-8; ask the agency to export it again")
    assert refusal(case, path, thai.replace("UTF-8", "ascii")).startswith("wrong_encoding: byte ")
    assert refusal(case, path, thai.replace("UTF-8", "EBCDIC-CP-XX")).startswith("wrong_encoding: the declared")
    assert refusal(case, path, thai.replace("UTF-8", "zlib_codec")).startswith("wrong_encoding: the declared")


@every_reader
def test_a_cut_message_is_refused_wherever_it_is_cut(case: Case, path: Path) -> None:
    whole = case.text.rstrip()
    for length in range(1, len(whole), max(len(whole) // 40, 1)):
        assert refusal(case, path, whole[:length]).startswith(("malformed", "wrong_root"))


@every_reader
def test_what_follows_the_end_is_refused(case: Case, path: Path) -> None:
    assert refusal(case, path, case.text + case.text).startswith("malformed")
    assert refusal(case, path, case.text + "x").startswith("malformed")
    assert len(read(case, path, case.text + "<!-- end -->\n")) == len(read(case, path, case.text))


@every_reader
def test_a_second_body_is_read_or_refused_but_not_lost(case: Case, path: Path) -> None:
    """A message with its body twice has each row twice, however it is cut."""
    name = case.reader.envelope.parents[1]
    prefix = "rd:" if case.text.count("<rd:") else ""
    start, end = case.text.index(f"<{prefix}{name}"), case.text.index(f"</{prefix}{name}>") + len(f"</{prefix}{name}>")
    frame = read(case, path, case.text[:end] + case.text[start:end] + case.text[end:])
    assert len(frame) == 2 * len(read(case, path, case.text))


@every_reader
@pytest.mark.parametrize("characters", [64, 300, 1000])
def test_the_size_of_blocks_does_not_matter(
    case: Case, path: Path, characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = case.reader.envelope.record
    odd = put_in_record(case, f"<!-- </{record}> --><x><![CDATA[</{record}> ]]></x><?pi </{record}> ?>")
    expected, raw = read(case, path, case.text), case.reader.raw_rows(path, frozenset({1, 3}))
    monkeypatch.setattr(blocks, "CHARACTERS", characters)
    for rows in (1, 1000):
        pd.testing.assert_frame_equal(read(case, path, case.text, rows), expected)
        assert case.reader.raw_rows(path, frozenset({1, 3})) == raw
        pd.testing.assert_frame_equal(read(case, path, odd, rows), expected)


@every_reader
def test_a_message_without_records_has_no_rows(case: Case, path: Path) -> None:
    prefix = "rd:" if case.text.count("<rd:") else ""
    record = f"{prefix}{case.reader.envelope.record}"
    bare = re.sub(rf"<{record}>.*?</{record}>", "", case.text, flags=re.DOTALL)
    assert bare != case.text
    assert read(case, path, bare).empty


@every_reader
def test_an_error_names_its_line(case: Case, path: Path) -> None:
    line = case.text[: case.text.rindex("</")].count("\n") + 4
    assert f"at line {line};" in refusal(case, path, mark_end(case, "\n\n\n</oops>"))


def test_memory_is_bounded_whatever_the_size(path: Path) -> None:
    record = "<CdtTrfTxInf><PmtId><TxId>1</TxId></PmtId><Note>&amp;</Note></CdtTrfTxInf>\n"
    head = f'<Document xmlns="{PACS008.namespace}"><FIToFICstmrCdtTrf>'
    with path.open("w") as file:
        file.write(head)
        for _ in range(40):
            file.write(record * 10_000)
        file.write("</FIToFICstmrCdtTrf></Document>")
    tracemalloc.start()
    seen = sum(len(batch) for batch in Pacs008Reader().batches(path, ("tx_id",), 5000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == 400_000
    assert peak < 24 << 20


def survive(case: Case, path: Path, content: bytes) -> None:
    """Any bytes are read or rejected; rows are numbered without a gap; each can be shown again."""
    path.write_bytes(content)
    reasons: set[str] = set()
    try:
        frames = list(case.reader.batches(path, case.columns, 3))
    except FileRejectedError as error:
        reasons.add(error.reason)
        frames = []
    assert reasons <= {"empty_file", "malformed", "wrong_root", "wrong_encoding"}
    numbers = [number for frame in frames for number in frame["row_no"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(case.reader.raw_rows(path, frozenset(numbers))) == numbers


@every_reader
@BOUNDED
@given(data=st.data())
def test_any_damage_survives(tmp_path: Path, case: Case, data: st.DataObject) -> None:
    content = bytearray(case.text.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 12))
        noise = data.draw(
            st.one_of(
                st.binary(max_size=8), st.sampled_from([b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&", b"<?x", b"\xff"])
            )
        )
        content[place : place + length] = noise
    survive(case, tmp_path / "x", bytes(content))


TEXTS = st.text(alphabet="a1ก &<>'\"\t\n\r\x85\ue000]", max_size=6)
SHAPES = st.sampled_from(["", "<!-- </CdtTrfTxInf> -->", "<?x ?>", "\n  ", "<Other a='1'/>", "<CdtTrfTxInf/>"])


def write_record(text: str, shape: str, way: int) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    written = f"<![CDATA[{text}]]>" if way == 1 and "]]>" not in text else escaped
    remark = f"<RmtInf><Ustrd>{written}</Ustrd></RmtInf>" if way != 2 else "<RmtInf/>"
    quote = "'" if way == 3 and "'" not in escaped else '"'
    amount = f"<IntrBkSttlmAmt Ccy={quote}{escaped}{quote}>1.00</IntrBkSttlmAmt>"
    inside = "" if shape == "<CdtTrfTxInf/>" else shape
    return f"<CdtTrfTxInf><PmtId>{inside}<TxId>{escaped}</TxId></PmtId>{amount}{remark}</CdtTrfTxInf>{shape}"


@BOUNDED
@given(
    records=st.lists(st.tuples(TEXTS, SHAPES, st.integers(0, 4)), max_size=12),
    prefix=st.sampled_from(["", "p:"]),
    characters=st.sampled_from([80, 500, 1 << 18]),
)
def test_layouts_read_what_the_parser_reads(
    tmp_path: Path, records: list[tuple[str, str, int]], prefix: str, characters: int
) -> None:
    body = "".join(write_record(*record) for record in records)
    text = f'<Document xmlns="{PACS008.namespace}"><FIToFICstmrCdtTrf>{body}</FIToFICstmrCdtTrf></Document>'
    if prefix and "CDATA" not in text and "<!--" not in text:
        text = text.replace("</", "</\0").replace("<", f"<{prefix}").replace(f"<{prefix}/\0", f"</{prefix}")
        text = text.replace("xmlns=", "xmlns:p=").replace(f"<{prefix}?", "<?")
    path = tmp_path / "x"
    path.write_bytes(text.encode())
    by_layout, by_parser = Pacs008Reader(plain_from=0), replace_plain(Pacs008Reader())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CHARACTERS", characters)
        found = [list(reader.batches(path, tuple(PATHS), 1000)) for reader in (by_layout, by_parser)]
    assert [len(frames) for frames in found] == [min(len(found[1]), 1)] * 2
    for ours, theirs in zip(*found, strict=True):
        pd.testing.assert_frame_equal(ours, theirs)
        assert len(ours) >= len(records)


def replace_plain(reader: MessageReader) -> MessageReader:
    """The same reader without layouts."""
    return MessageReader(reader.envelope, reader.fields, reader.rows)


def test_most_records_need_no_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = "<CdtTrfTxInf><PmtId><TxId>{n}</TxId></PmtId>{more}</CdtTrfTxInf>"
    body = "".join(record.format(n=n, more="<RmtInf/>" if n % 2 else "") for n in range(2000))
    path.write_text(f'<Document xmlns="{PACS008.namespace}"><FIToFICstmrCdtTrf>{body}</FIToFICstmrCdtTrf></Document>')
    parsed: list[str] = []
    parse = blocks.Frame.parse
    monkeypatch.setattr(blocks.Frame, "parse", lambda *args, **kwargs: parsed.append(args[1]) or parse(*args, **kwargs))
    [frame] = Pacs008Reader(plain_from=0).batches(path, ("tx_id", "remark"), 5000)
    assert frame["tx_id"].tolist() == [str(n) for n in range(2000)]
    assert sum(map(len, parsed)) < 1000
