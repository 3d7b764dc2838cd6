"""Telco A, SIMs and who registered them: CSV, UTF-8, national numbers, ISO times."""

from include.core.contract import Feed, Record
from include.core.records import SUBSCRIBER
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="telco-a",
    name="subscribers",
    record=Record.SUBSCRIBER,
    columns=SUBSCRIBER,
    reader=DelimitedReader(),
    suffixes=(".csv",),
    order=20,
    every_hours=168,
    contact="data-desk@telco-a.example",
)
