"""Bank A (901), postings: CSV, UTF-8, headings as our names, ISO times with offset."""

from include.core.contract import Feed, Record
from include.core.records import POSTING
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="bank-a",
    name="transactions",
    record=Record.POSTING,
    columns=POSTING,
    reader=DelimitedReader(),
    suffixes=(".csv",),
    constants={"reporting_bank": "901"},
    order=20,
    every_hours=1,
    contact="data-desk@bank-a.example",
)
