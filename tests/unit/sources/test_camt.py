"""camt.053 and camt.054: entries of an account as postings. The samples are valid by the official schemas."""

from pathlib import Path

import pandas as pd
import pytest

from include.core.contract import Feed, Record
from include.core.records import POSTING
from include.sources.readers.camt import CamtReader
from include.validate import judge

SAMPLES = Path(__file__).parent / "samples"
NAMES = tuple(column.name for column in POSTING)
MESSAGES = ("camt.053", "camt.054")


def read(message: str, text: str | None = None, tmp_path: Path | None = None, bank: str | None = None) -> pd.DataFrame:
    path = SAMPLES / f"{message}.xml"
    if text is not None and tmp_path is not None:
        path = tmp_path / "message.xml"
        path.write_text(text, encoding="utf-8")
    frames = CamtReader(message, bank).batches(path, NAMES, 2)
    return pd.concat(frames, ignore_index=True).set_index("row_no")


def sides(frame: pd.DataFrame, row_no: int) -> tuple[str, ...]:
    names = ["debtor_bank", "debtor_account", "creditor_bank", "creditor_account"]
    return tuple(frame.loc[row_no, names].fillna("").tolist())


@pytest.mark.parametrize("message", MESSAGES)
def test_the_indicator_decides_who_pays(message: str) -> None:
    frame = read(message)
    assert sides(frame, 1) == ("902", "0011223344", "901", "5566778899")
    assert sides(frame, 2) == ("905", "7000000007", "902", "0011223344")


@pytest.mark.parametrize("message", MESSAGES)
def test_a_reversal_brings_the_money_back(message: str) -> None:
    assert sides(read(message), 5) == ("901", "5566778899", "902", "0011223344")


@pytest.mark.parametrize("message", MESSAGES)
def test_an_entry_of_two_transactions_is_two_rows(message: str) -> None:
    frame = read(message)
    assert frame.loc[[3, 4], "tx_id"].tolist() == ["S3a", "S3b"]
    assert frame.loc[[3, 4], "amount"].tolist() == ["10.00", "20.00"]
    assert frame.loc[[3, 4], "creditor_bank"].tolist() == ["903", "904"]


def test_of_several_transactions_none_claims_the_whole(tmp_path: Path) -> None:
    text = (SAMPLES / "camt.053.xml").read_text(encoding="utf-8")
    frame = read("camt.053", text.replace('<Amt Ccy="THB">10.00</Amt>', "").replace("S3a", ""), tmp_path)
    assert frame.loc[3, ["amount", "currency", "tx_id"]].isna().all()


def test_pending_entries_are_no_rows() -> None:
    frame = read("camt.053")
    assert frame.index.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert "7.00" not in frame["amount"].tolist()


def test_references_amounts_and_times_fall_back_to_the_entry() -> None:
    frame = read("camt.053")
    assert frame.loc[1, ["tx_id", "end_to_end_id", "amount", "remark"]].tolist() == ["S1", "E1", "100.00", "ค่าของ & ส่ง"]
    assert frame.loc[2, "tx_id"] == "T2"
    assert pd.isna(frame.loc[2, "end_to_end_id"])  # NOTPROVIDED
    assert frame.loc[6, ["tx_id", "amount", "booked_at", "channel"]].tolist() == ["S6", "8.00", "2024-04-04", "COUNTER"]


def test_each_statement_has_its_own_account() -> None:
    assert sides(read("camt.053"), 7) == ("901", "1000000001", "902", "0099887766")


def test_the_bank_of_a_silent_statement_is_the_contracts(tmp_path: Path) -> None:
    text = (SAMPLES / "camt.053.xml").read_text(encoding="utf-8")
    servicer = "<Svcr><FinInstnId><ClrSysMmbId><MmbId>902</MmbId></ClrSysMmbId></FinInstnId></Svcr>"
    assert sides(read("camt.053", text.replace(servicer, ""), tmp_path, bank="907"), 1)[0] == "907"
    assert sides(read("camt.053", text.replace(servicer, ""), tmp_path), 1)[0] == ""


def test_without_an_indicator_there_are_no_sides(tmp_path: Path) -> None:
    text = (SAMPLES / "camt.053.xml").read_text(encoding="utf-8").replace("<CdtDbtInd>DBIT</CdtDbtInd>", "")
    assert sides(read("camt.053", text, tmp_path), 1) == ("", "", "", "")


def test_what_is_no_posting_is_put_aside() -> None:
    feed = Feed("bank-x", "statements", Record.POSTING, POSTING, CamtReader("camt.053"), (".xml",))
    batch = read("camt.053").reset_index().assign(file_id=1)
    verdict = judge(feed, batch)
    assert verdict.rows["row_no"].tolist() == [1, 2, 3, 4, 5, 7]
    assert set(verdict.faults["field"]) == {"creditor_bank", "creditor_account"}


def test_statements_after_statements_in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read("camt.053")
    monkeypatch.setattr("include.sources.readers.blocks.CHARACTERS", 300)
    pd.testing.assert_frame_equal(read("camt.053"), whole)
