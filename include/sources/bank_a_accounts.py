"""Bank A (901), account snapshots: CSV, UTF-8, headings as our names, ISO times with offset."""

from include.core.contract import Feed, Record
from include.core.records import ACCOUNT
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="bank-a",
    name="accounts",
    record=Record.ACCOUNT,
    columns=ACCOUNT,
    reader=DelimitedReader(),
    suffixes=(".csv",),
    constants={"bank_code": "901"},
    order=10,
    every_hours=240,
    contact="data-desk@bank-a.example",
)
