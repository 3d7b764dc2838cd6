"""Retained data: calls and subscribers out of what telcos answer."""

from pathlib import Path

import pandas as pd

from include.core.contract import Feed, Reader, Record
from include.core.records import CALL, SUBSCRIBER
from include.sources.readers.etsi102657 import EtsiCallReader, EtsiSubscriberReader
from include.validate import judge

SAMPLES = Path(__file__).parent / "samples"
CALLS = Feed("telco-x", "calls", Record.CALL, CALL, EtsiCallReader(), (".xml",))
SUBSCRIBERS = Feed("telco-x", "subscribers", Record.SUBSCRIBER, SUBSCRIBER, EtsiSubscriberReader(), (".xml",))


def read(feed: Feed, path: Path, reader: Reader | None = None) -> pd.DataFrame:
    columns = tuple(column.name for column in feed.columns)
    return pd.concat((reader or feed.reader).batches(path, columns, 2), ignore_index=True).assign(file_id=1)


def test_calls_and_messages() -> None:
    rows = judge(CALLS, read(CALLS, SAMPLES / "etsi-calls.xml")).rows
    assert rows["call_type"].tolist() == ["VOICE", "SMS", "VOICE"]
    assert rows["duration_s"].tolist() == [61, 0, 90]
    assert rows["started_at"].dt.strftime("%H:%M:%S").tolist() == ["09:21:56", "09:22:00", "10:00:00"]
    assert set(rows["a_msisdn"]) == {"+66812345678"}
    assert set(rows["b_msisdn"]) == {"+66898765432"}
    assert rows.loc[0, ["imei", "imsi", "cell_id"]].tolist() == ["490154203237518", "520010000000001", "52001A1B2C3"]
    assert rows["call_id"].is_unique


def test_a_record_of_another_kind_is_a_bad_row_not_a_lost_one() -> None:
    verdict = judge(CALLS, read(CALLS, SAMPLES / "etsi-calls.xml"))
    assert set(verdict.faults["row_no"]) == {4}
    assert set(verdict.faults["rule"]) == {"missing_key"}
    text = CALLS.reader.raw_rows(SAMPLES / "etsi-calls.xml", frozenset({4}))[4]
    assert "<recordNumber>4</recordNumber>" in text


def test_subscribers_one_row_per_service() -> None:
    verdict = judge(SUBSCRIBERS, read(SUBSCRIBERS, SAMPLES / "etsi-subscribers.xml"))
    assert verdict.rows["msisdn"].tolist() == ["+66812345678", "+66898765432", "+66811111111"]
    assert verdict.rows["status"].tolist() == ["ACTIVE", "CLOSED", "SUSPENDED"]
    assert verdict.rows["id_type"].tolist() == ["NATIONAL_ID", "NATIONAL_ID", "PASSPORT"]
    assert verdict.rows["name_th"].fillna("").tolist() == ["สมชาย ใจดี", "สมชาย ใจดี", ""]
    assert set(verdict.faults["row_no"]) == {4}


def test_the_version_in_the_namespace_does_not_matter(tmp_path: Path) -> None:
    text = (SAMPLES / "etsi-calls.xml").read_text(encoding="utf-8")
    path = tmp_path / "calls.xml"
    path.write_text(text.replace("v1.28.1", "v1.31.1"), encoding="utf-8")
    pd.testing.assert_frame_equal(read(CALLS, path), read(CALLS, SAMPLES / "etsi-calls.xml"))
