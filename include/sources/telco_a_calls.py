"""Telco A, call records: CSV, UTF-8, national numbers, ISO times."""

from include.core.contract import Feed, Record
from include.core.records import CALL
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="telco-a",
    name="calls",
    record=Record.CALL,
    columns=CALL,
    reader=DelimitedReader(),
    suffixes=(".csv",),
    order=30,
    every_hours=24,
    contact="data-desk@telco-a.example",
)
