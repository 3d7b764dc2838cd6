"""Adding a bank is one new source file and one golden sample: shown with a bank that is made up."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from contract import ALL_CHECKS

from include import sources

SOURCE = '''
"""Bank D (904), postings: semicolons, its own headings, ISO times."""

from include.core.contract import Feed, Record
from include.core.records import POSTING
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="bank-d",
    name="transactions",
    record=Record.POSTING,
    columns=POSTING,
    reader=DelimitedReader(delimiter=";", headings={"Reference": "tx_id", "When": "booked_at"}),
    suffixes=(".csv",),
    constants={"reporting_bank": "904"},
)
'''
HEADINGS = (
    "Reference;end_to_end_id;When;debtor_bank;debtor_account;creditor_bank;creditor_account;amount;currency;channel;"
    "device_id;ip_address;remark"
)
DELIVERED = f"""{HEADINGS}
D1;E1;2024-04-04T16:21:56+07:00;904;0011223344;901;5566778899;12.50;THB;MOBILE;;;
D2;E2;2024-04-04T16:21:56+07:00;904;0011223344;901;5566778899;12,50;THB;MOBILE;;;
"""
ROWS = """row_no,tx_id,end_to_end_id,booked_at,debtor_bank,debtor_account,creditor_bank,creditor_account,amount,currency,\
channel,device_id,ip_address,remark,reporting_bank
1,D1,E1,2024-04-04 09:21:56+00:00,904,0011223344,901,5566778899,12.50,THB,MOBILE,,,,904
"""
FAULTS = """row_no,field,rule,reason
2,amount,bad_amount,bad_amount: amount is no possible amount in baht with two decimals; check the export
"""


@pytest.fixture
def bank_d(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The sources with one file more, and its golden sample."""
    package, golden = tmp_path / "sources", tmp_path / "golden"
    folder = golden / "bank-d/transactions"
    package.mkdir()
    folder.mkdir(parents=True)
    (package / "bank_d_transactions.py").write_text(SOURCE, encoding="utf-8")
    for name, text in {"20240404T16.csv": DELIVERED, "rows.csv": ROWS, "faults.csv": FAULTS}.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(package)])
    sources.all_feeds.cache_clear()
    yield golden
    sources.all_feeds.cache_clear()
    sys.modules.pop("include.sources.bank_d_transactions", None)


def test_a_fourth_bank_is_one_file_and_one_sample(bank_d: Path) -> None:
    feed = sources.find_feed("bank-d", "transactions")
    for check in ALL_CHECKS:
        check(bank_d, feed)


def test_it_is_gone_again() -> None:
    assert "bank-d" not in {feed.agency for feed in sources.all_feeds()}
